import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { englishIn, glossaryQuery, requirementQuery } from '../../api/standard-queries'
import { shelf } from '../../lib/kept'
import { Glyph } from '../../ui/Glyph'
import { useLocale, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { Section } from './CellPanel'
import { termsIn } from './terms'
import css from './Panel.module.css'

type Reader = 'controls' | 'it'

/** What a row asks and what convinces, with its terms in the words of a controls engineer or of an IT person. */
export function Guidance({ standard, code, context }: { standard: string; code: string; context: string }) {
  const t = useT()
  const locale = useLocale()
  const { data, error, refetch } = useQuery(requirementQuery(standard, code))
  const glossary = useQuery(glossaryQuery())
  const [reader, setReader] = useState<Reader>(() => (shelf.read('guidance.reader') === 'it' ? 'it' : 'controls'))
  const choose = (next: Reader) => {
    shelf.write('guidance.reader', next)
    setReader(next)
  }
  const text = data ? [data.title, data.intent, ...data.evidence, context].join('. ') : ''
  const terms = termsIn(text, glossary.data?.terms ?? [], locale.slice(0, 2))
  return (
    <Section
      title={t('matrix.panel.guidance')}
      note={
        <Segmented
          label={t('matrix.reader')}
          value={reader}
          onChange={choose}
          options={[
            { value: 'controls', label: t('matrix.reader.controls') },
            { value: 'it', label: t('matrix.reader.it') },
          ]}
        />
      }
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Later>
          <p className="muted small">…</p>
        </Later>
      )}
      {data && (
        <div className={css.guidance}>
          <p lang={englishIn(data, 'intent')}>{data.intent}</p>
          {data.evidence.length > 0 && (
            <>
              <h4>{t('matrix.convinces')}</h4>
              <ul lang={englishIn(data, 'evidence')}>
                {data.evidence.map((e) => (
                  <li key={e}>
                    <Glyph name="ui-check" size={12} />
                    <span>{e}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {data.wording && <blockquote>{data.wording}</blockquote>}
          {terms.length > 0 && (
            <>
              <h4>{t(reader === 'it' ? 'matrix.terms.it' : 'matrix.terms.controls')}</h4>
              <dl>
                {terms.map((term) => (
                  <div key={term.english} lang={term.english_only ? 'en' : undefined}>
                    <dt>{term.term}</dt>
                    <dd>{(reader === 'it' ? term.for_it : term.for_controls) ?? term.for_controls ?? term.for_it}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
        </div>
      )}
    </Section>
  )
}
