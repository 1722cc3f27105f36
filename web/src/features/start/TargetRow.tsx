import { useState } from 'react'
import type { PlaceLevels } from '../../api/documents'
import { frs, highest, lowest, uniform, type Vector } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Tag } from '../../ui/Tag'
import own from './Targets.module.css'

interface TargetRowProps {
  place: PlaceLevels
  target: Vector
  rationale: string
  settled: boolean
  /** How many rows the target asks for. */
  asked: number
  editable: boolean
  busy: boolean
  onTarget: (target: Vector) => void
  onRationale: (text: string) => void
  onApprove: () => void
}

/** The decision on one zone or conduit: one level for all, or one for each group of requirements. */
export function TargetRow({
  place,
  target,
  rationale,
  settled,
  asked,
  editable,
  busy,
  onTarget,
  onRationale,
  onApprove,
}: TargetRowProps) {
  const t = useT()
  const formats = useFormats()
  const mixed = highest(target) !== lowest(target)
  const [fine, setFine] = useState(mixed)
  const { decision } = place
  return (
    <section className={own.target} aria-label={place.title}>
      <div className={own.targetHead}>
        <Glyph name={placeGlyph(place.kind, place.type)} />
        <h3 className="ellipsis">{place.title}</h3>
        <KeyLink item={place.key} />
        <span className="grow" />
        {settled ? (
          <Tag tone="met">
            {decision.approved_on
              ? t('start.targets.approvedOn', { by: decision.approved_by ?? '', day: formats.day(decision.approved_on) })
              : t('start.targets.approved')}
          </Tag>
        ) : (
          <Tag tone={decision.approved ? 'suspect' : 'accent'}>
            {decision.approved ? t('start.targets.changed') : t('start.proposed')}
          </Tag>
        )}
      </div>
      <div className={own.targetBody}>
        <div className={own.levels}>
          <div className={own.levelPick} role="group" aria-label={t('start.targets.levelOf', { place: place.title })}>
            {[0, 1, 2, 3, 4].map((n) => (
              <button
                key={n}
                type="button"
                disabled={!editable}
                aria-pressed={!mixed && target[0] === n}
                aria-label={`SL ${n}`}
                onClick={() => onTarget(uniform(n))}
              >
                {n}
              </button>
            ))}
          </div>
          <Button look="link" className="tiny" aria-expanded={fine} onClick={() => setFine(!fine)}>
            {fine ? t('start.targets.coarse') : t('start.targets.fine')}
          </Button>
          {fine && (
            <div className={own.frs}>
              {frs.map((fr, i) => (
                <label key={fr} title={t(`start.fr.${fr}`)}>
                  <span>{fr}</span>
                  <select
                    disabled={!editable}
                    aria-label={`${fr}: ${t(`start.fr.${fr}`)}`}
                    value={target[i]}
                    onChange={(e) => onTarget(target.map((l, j) => (j === i ? Number(e.target.value) : l)))}
                  >
                    {[0, 1, 2, 3, 4].map((n) => (
                      <option key={n}>{n}</option>
                    ))}
                  </select>
                </label>
              ))}
            </div>
          )}
          <span className="muted tiny">{t('start.targets.rows', { count: asked })}</span>
        </div>
        <textarea
          rows={2}
          className={own.reason}
          disabled={!editable}
          aria-label={t('start.targets.whyOf', { place: place.title })}
          value={rationale}
          onChange={(e) => onRationale(e.target.value)}
        />
        {editable && (
          <Button disabled={settled || busy} onClick={onApprove}>
            {t('start.targets.approve')}
          </Button>
        )}
      </div>
    </section>
  )
}
