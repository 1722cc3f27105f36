import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import { few } from './More'
import type { Part } from './use-place-parts'
import css from './Place.module.css'

const text = (p: Part, name: string) => {
  const v = p.properties[name]
  return typeof v === 'string' ? v : ''
}

/** Risks to the place and its assets, and the safety functions that rely on them. */
export function Risks({ risks, functions, loaded }: { risks: readonly Part[]; functions: readonly Part[]; loaded: boolean }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const formats = useFormats()
  const words = useWords()
  return (
    <>
      <Card title={t('place.risks')} note={loaded ? formats.number(risks.length) : undefined}>
        {loaded && risks.length === 0 ? (
          <Empty>{t('place.noRisks')}</Empty>
        ) : (
          <ul className={css.measures}>
            {(all ? risks : risks.slice(0, few)).map((r) => {
              const before = text(r, 'unmitigated_rating') || text(r, 'initial_rating')
              const after = text(r, 'residual_rating')
              return (
                <li key={r.key}>
                  <Glyph name="nav-risk" size={14} />
                  <KeyLink item={r.key} />
                  <span className={css.text}>
                    {r.title}
                    <span className={css.sub}>
                      {[before && words.choice(before), after && words.choice(after)].filter(Boolean).join(' → ')}
                      {text(r, 'treatment') && `, ${words.choice(text(r, 'treatment'))}`}
                    </span>
                  </span>
                </li>
              )
            })}
          </ul>
        )}
        {risks.length > few && (
          <div className={css.more}>
            <Button look="link" onClick={() => setAll(!all)}>
              {all ? t('place.fewer') : t('place.allOf', { count: risks.length })}
            </Button>
          </div>
        )}
      </Card>
      {functions.length > 0 && (
        <Card title={t('place.functions')} note={formats.number(functions.length)}>
          <ul className={css.measures}>
            {functions.map((f) => (
              <li key={f.key}>
                <Glyph name="zone-safety" size={14} />
                <KeyLink item={f.key} />
                <span className={css.text}>
                  {f.title}
                  <span className={css.sub}>
                    {[
                      text(f, 'standard'),
                      text(f, 'required_sil') &&
                        t('place.sil', { required: text(f, 'required_sil'), reached: text(f, 'reached_sil') || '–' }),
                      text(f, 'required_pl') &&
                        t('place.pl', { required: text(f, 'required_pl'), reached: text(f, 'reached_pl') || '–' }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}
