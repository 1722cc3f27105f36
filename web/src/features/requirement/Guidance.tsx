import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { glossaryQuery, requirementQuery } from '../../api/matrix-queries'
import { shelf } from '../../lib/kept'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
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
  const [part = '', edition = ''] = standard.split(':')
  const { data, error, refetch } = useQuery(requirementQuery(part, edition, code))
  const glossary = useQuery(glossaryQuery())
  const [reader, setReader] = useState<Reader>(() => (shelf.read('guidance.reader') === 'it' ? 'it' : 'controls'))
  const choose = (next: Reader) => {
    shelf.write('guidance.reader', next)
    setReader(next)
  }
  const text = data ? [data.title, data.intent, ...data.evidence, context].join('. ') : ''
  const terms = termsIn(text, glossary.data?.terms ?? [])
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
        // The catalogue speaks English, whatever the page does.
        <div lang="en" className={css.guidance}>
          <p>{data.intent}</p>
          {data.evidence.length > 0 && (
            <>
              <h4 lang={undefined}>{t('matrix.convinces')}</h4>
              <ul>
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
                  <div key={term.term}>
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
