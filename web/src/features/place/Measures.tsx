import type { ItemSeen } from '../../api/documents'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import type { Part, PlaceParts } from './use-place-parts'
import css from './Place.module.css'

/** Countermeasures of the place: what each satisfies or compensates here. */
export function Measures({ item, parts }: { item: ItemSeen; parts: PlaceParts }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const rows = (m: Part, verb: string) =>
    m.links
      .filter((l) => l.verb === verb && parts.allocations.has(l.to))
      .map((l) => ({ key: l.to, row: parts.allocations.get(l.to) ?? l.to }))
  return (
    <Card title={t('place.measures')} note={formats.number(parts.measures.length)}>
      {parts.loaded && parts.measures.length === 0 ? (
        <Empty>{t('place.noMeasures')}</Empty>
      ) : (
        <ul className={css.measures}>
          {parts.measures.map((m) => {
            const compensating = m.properties['compensating'] === true
            const planned = m.properties['status'] === 'planned'
            const satisfied = rows(m, 'satisfies')
            const compensated = rows(m, 'compensates')
            return (
              <li key={m.key}>
                <Glyph name={compensating ? 'strength-compensated' : 'ui-shield'} size={14} />
                <KeyLink item={m.key} />
                <span className={css.text}>
                  {m.title} {planned && <span className="muted">({words.choice('planned')})</span>}
                  <span className={css.sub}>
                    {[
                      satisfied.length > 0 && { word: words.verb('satisfies'), list: satisfied },
                      compensated.length > 0 && { word: words.verb('compensates'), list: compensated },
                    ]
                      .filter((x) => x !== false)
                      .map((x) => (
                        <span key={x.word}>
                          {x.word}{' '}
                          {x.list.map((r, i) => (
                            <span key={r.key}>
                              {i > 0 && ', '}
                              <KeyLink item={r.key} className="">
                                {r.row}
                              </KeyLink>
                            </span>
                          ))}{' '}
                        </span>
                      ))}
                    {satisfied.length + compensated.length === 0 && t('place.deployedOnly', { place: item.key })}
                  </span>
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
