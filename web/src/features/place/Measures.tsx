import { useQuery } from '@tanstack/react-query'
import { compensatedQuery } from '../../api/compensation-queries'
import type { ItemSeen } from '../../api/documents'
import { useProject } from '../../api/project'
import { lackOf } from '../../domain/compensation'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import type { Part, PlaceParts } from './use-place-parts'
import css from './Place.module.css'

interface MeasuresProps {
  item: ItemSeen
  parts: PlaceParts
  /** Changes how a countermeasure compensates a row, by the key of its allocation; null where nothing may be changed. */
  onCompensate: ((allocation: string, measure: string) => void) | null
}

/** Countermeasures of the place: what each satisfies or compensates here. */
export function Measures({ item, parts, onCompensate }: MeasuresProps) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { view } = useProject()
  const { data } = useQuery({ ...compensatedQuery(view, item.key), enabled: !item.retired })
  // The document names the furthest of a row; of the others it says nothing.
  const stateOf = (measure: string, allocation: string) =>
    data?.find((c) => c.allocation === allocation && c.countermeasure === measure)?.state ?? ''
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
                    {[satisfied.length > 0 && { word: words.verb('satisfies'), list: satisfied }]
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
                    {compensated.map((r) => (
                      <Compensated
                        key={r.key}
                        allocation={r.key}
                        row={r.row}
                        state={stateOf(m.key, r.key)}
                        onChange={onCompensate && (() => onCompensate(r.key, m.key))}
                      />
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

/** One row that a countermeasure is to stand in for, and whether that counts. */
function Compensated({ allocation, row, state, onChange }: CompensatedProps) {
  const t = useT()
  const words = useWords()
  const lack = lackOf(state)
  return (
    <span className={css.compensated}>
      <span>
        {words.verb('compensates')}{' '}
        <KeyLink item={allocation} className="">
          {row}
        </KeyLink>
        {state === 'valid' && `: ${t('place.compensationCounts')}`}
        {lack && (
          <>
            : <span className="gap-text">{t(`compensation.lack.${lack}`)}</span>
          </>
        )}
      </span>
      {onChange && (
        <Button look="link" aria-label={t('place.changeCompensation', { row })} onClick={onChange}>
          {t('compensation.change')}
        </Button>
      )}
    </span>
  )
}

interface CompensatedProps {
  allocation: string
  row: string
  state: string
  onChange: (() => void) | null
}
