import { useState, type FormEvent } from 'react'
import type { ItemSeen, PlaceLevels } from '../../api/documents'
import { edit, outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { confirmation, confirmLabel, decisionOf } from '../../domain/decision'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextArea } from '../../ui/Field'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { useKept } from '../../ui/use-kept'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { ApproveTarget } from './ApproveTarget'
import { sayDecided } from './decided'
import type { Part } from './use-place-parts'
import css from './Place.module.css'

interface TargetCardProps {
  place: PlaceLevels
  item: ItemSeen
  risks: readonly Part[]
  assets: readonly Part[]
}

/** The decision about the target: who, when, why, on what; and how to change or confirm it. */
export function TargetCard({ place, item, risks, assets }: TargetCardProps) {
  const t = useT()
  const formats = useFormats()
  const { can } = useProject()
  const [open, setOpen] = useState<'approve' | 'confirm' | null>(null)
  const d = place.decision
  const waits = useWaitingDecision(place.key)
  const editable = can('write model') && !item.retired
  const confirms = can('confirm') && !item.retired
  const inputs = t('place.inputsOf', { risks: formats.number(risks.length), assets: formats.number(assets.length) })
  return (
    <Card
      title={t('place.target')}
      aside={
        editable && (
          <Button small look={d.approved ? 'plain' : 'primary'} glyph="ui-pencil" onClick={() => setOpen('approve')}>
            {t(d.approved ? 'place.changeTarget' : 'place.approveFirst')}
          </Button>
        )
      }
    >
      <CardBody>
        {waits && <Notice tone="note">{t('place.decisionWaits')}</Notice>}
        {!d.approved && <Notice tone="caution">{t('place.noTarget')}</Notice>}
        {d.open && (
          <Notice
            tone="caution"
            actions={
              confirms && (
                <Button small onClick={() => setOpen('confirm')}>
                  {t('place.confirmTarget')}
                </Button>
              )
            }
          >
            {t('place.open')}
          </Notice>
        )}
        {d.proposed && (
          <Notice
            tone="note"
            actions={
              editable && (
                <Button small onClick={() => setOpen('approve')}>
                  {t('place.lookAtProposed')}
                </Button>
              )
            }
          >
            {t('place.proposed')} <VectorGlyph size="s" levels={{ target: d.proposed }} title={t('place.proposed')} />
          </Notice>
        )}
        {d.approved && (
          <dl className={css.decision}>
            <dt>{t('vector.target')}</dt>
            <dd className="mono">{`{${place.target.join(',')}}`}</dd>
            <dt>{t('place.by')}</dt>
            <dd>{[d.approved_by, d.approved_on && formats.day(d.approved_on)].filter(Boolean).join(', ')}</dd>
            <dt>{t('place.rationale')}</dt>
            <dd>{d.rationale ?? t('field.unset')}</dd>
            <dt>{t('place.inputs')}</dt>
            <dd>
              {inputs}{' '}
              <span className={css.keys}>
                {risks.slice(0, 12).map((r) => (
                  <KeyLink key={r.key} item={r.key} title={r.title} />
                ))}
              </span>
            </dd>
          </dl>
        )}
      </CardBody>
      {open === 'approve' && <ApproveTarget place={place} item={item} onClose={() => setOpen(null)} />}
      {open === 'confirm' && <ConfirmTarget place={place} onClose={() => setOpen(null)} />}
    </Card>
  )
}

/** Whether a decision of the user about a place is not in the record yet. */
function useWaitingDecision(place: string): boolean {
  const { project } = useProject()
  return useStore(outbox.list).some(
    (e) => e.project === project.key && e.state.is !== 'recorded' && decisionOf(e)?.place === place,
  )
}

/** Says that the target is still right after what it was decided on has changed. */
function ConfirmTarget({ place, onClose }: { place: PlaceLevels; onClose: () => void }) {
  const t = useT()
  const { project, head, can } = useProject()
  // What changes after this was not looked at.
  const [seen] = useState(head.commit)
  const [reason, setReason, forget] = useKept(`target.confirm.${project.key}.${place.key}`, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const made = edit(project.key, seen, [confirmation(place.key, reason.trim())], [], confirmLabel)
    forget()
    sayDecided(t('place.confirmed', { place: place.title }), can('write model') ? t('command.undo') : null, made)
    onClose()
  }
  return (
    <Dialog open title={t('place.confirmTitle', { place: place.title })} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="small">{t('place.confirmWhat', { target: `{${place.target.join(',')}}` })}</p>
        <TextArea label={t('place.confirmWhy')} required autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
        <div className="row">
          <Button type="submit" look="primary" disabled={reason.trim() === ''}>
            {t('place.confirmTarget')}
          </Button>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
