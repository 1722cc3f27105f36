import { useState } from 'react'
import { Segmented } from '../../ui/Segmented'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { canJoin, fillersOf } from './add-step'
import type { Gap } from './cells'
import { JoinStep } from './JoinStep'
import { NewStep } from './NewStep'

/** Fills a gap of a chain: with a new item, or with one that is there. Both are one commit. */
export function AddStep({ gap, onClose }: { gap: Gap; onClose: () => void }) {
  const t = useT()
  const fillers = fillersOf(gap)
  const [how, setHow] = useState<'new' | 'join'>('new')
  const [kind, setKind] = useState(fillers[0]!.kind)
  const filler = fillers.find((f) => f.kind === kind) ?? fillers[0]!
  const where = [gap.row, gap.place, gap.under?.key, gap.componentRow].filter(Boolean).join(' · ')
  return (
    <Dialog open title={t('trace.addTitle', { what: t(`trace.column.${gap.layer}`) })} onClose={onClose} width={520}>
      <div className="stack">
        <p className="small muted">{where}</p>
        {canJoin(gap) && (
          <Segmented
            label={t('trace.how')}
            value={how}
            options={[
              { value: 'new', label: t('trace.makeNew') },
              { value: 'join', label: t('trace.joinExisting') },
            ]}
            onChange={setHow}
          />
        )}
        {fillers.length > 1 && (
          <Segmented
            label={t('trace.kind')}
            value={kind}
            options={fillers.map((f) => ({ value: f.kind, label: t(`kind.${f.kind as 'countermeasure'}`) }))}
            onChange={setKind}
          />
        )}
        {how === 'join' && canJoin(gap) ? (
          <JoinStep key={kind} gap={gap} filler={filler} onDone={onClose} />
        ) : (
          <NewStep key={kind} gap={gap} filler={filler} onDone={onClose} />
        )}
      </div>
    </Dialog>
  )
}
