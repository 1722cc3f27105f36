import { useProject } from '../../api/project'
import { useItem } from '../../api/use-item'
import { lackOf, lacksOf, measureOf, type CompensationLack } from '../../domain/compensation'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Lacks } from './Lacks'
import { useProof, useRemove } from './use-compensate'
import css from './Compensate.module.css'

export interface CompensationsProps {
  allocation: string
  /** How far the furthest of them comes, in the server's word. */
  state: string
  /** Opens the dialog for one of them; null where nothing may be changed. */
  onChange: ((measure: string) => void) | null
}

/** The countermeasures that are to stand in for a row: why, approved by whom, and what each lacks. */
export function Compensations({ allocation, state, onChange }: CompensationsProps) {
  const { view } = useProject()
  const { item } = useItem(view, allocation)
  const keys = (item?.linked_from ?? []).filter((l) => l.verb === 'compensates').map((l) => l.from)
  return keys.map((key) => (
    <One key={key} measure={key} allocation={allocation} state={keys.length === 1 ? state : ''} onChange={onChange} />
  ))
}

interface OneProps {
  measure: string
  allocation: string
  /** The server's word where it is about this one. */
  state: string
  onChange: ((measure: string) => void) | null
}

function One({ measure: key, allocation, state, onChange }: OneProps) {
  const t = useT()
  const formats = useFormats()
  const { view, head } = useProject()
  const { item, pending } = useItem(view, key)
  const proof = useProof(key)
  const remove = useRemove()
  if (!item) return null
  const measure = measureOf(item)
  const link = measure.compensates.find((c) => c.to === allocation)
  if (!link) return null
  const day = link.until === '' ? '–' : formats.day(link.until)
  const lacks = lacksOf(
    {
      compensating: measure.compensating,
      planned: measure.planned,
      deployed: measure.deployedAt.length > 0,
      approval: link,
      proof,
      suspect: link.suspect,
    },
    item.state.date || head.date,
  )
  return (
    <div className={css.one}>
      <div className={css.oneHead}>
        <Glyph name="strength-compensated" size={14} />
        <span className="grow ellipsis" title={measure.title}>
          <KeyLink item={key} /> {measure.title}
        </span>
      </div>
      {link.justification !== '' && <p className={css.why}>{link.justification}</p>}
      {link.approvedBy !== '' && <p className="muted tiny">{t('compensation.approved', { name: link.approvedBy, day })}</p>}
      {pending.length === 0 && proof && <Lacks lacks={withServer(lacks, state)} />}
      {onChange && (
        <div className="row">
          <Button small onClick={() => onChange(key)}>
            {t('compensation.change')}
          </Button>
          <Button small look="quiet" glyph="ui-close" onClick={() => remove(measure, [allocation])}>
            {t('compensation.remove')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** The server has the last word: what it names is named, and what it says is valid counts. */
function withServer(lacks: CompensationLack[], state: string): CompensationLack[] {
  if (state === 'valid') return []
  const named = lackOf(state)
  return named && !lacks.includes(named) ? [named, ...lacks] : lacks
}
