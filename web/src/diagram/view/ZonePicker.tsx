import { useMemo, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import type { DiagramActions } from '../actions'
import type { Scene } from '../model'
import type { Op } from '../../domain/op'
import { useSay } from '../words'
import css from './Diagram.module.css'
import { DeltaCard } from './DeltaCard'
import { usePreview } from './use-preview'

interface ZonePickerProps {
  scene: Scene
  label: string
  action: string
  /** Zones that can be picked; null stands for outside all. */
  options: readonly (string | null)[]
  stepsFor: (zone: string | null) => Op[]
  preview: DiagramActions['preview']
  onPick: (zone: string | null) => void
}

/** Picks a zone by keyboard, with what the choice would bring. */
export function ZonePicker({ scene, label, action, options, stepsFor, preview, onPick }: ZonePickerProps) {
  const say = useSay()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/)
    return options.filter(
      (k) => k === null || words.every((w) => `${k} ${scene.zones.get(k)?.title ?? ''}`.toLowerCase().includes(w)),
    )
  }, [options, text, scene])
  const active = Math.min(at, shown.length - 1)
  const chosen = shown[active]
  const result = usePreview(chosen === undefined ? [] : stepsFor(chosen), preview)
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(active + 1, shown.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0))
    else if (event.key === 'Enter' && chosen !== undefined) onPick(chosen)
    else return
    event.preventDefault()
  }
  return (
    <div className={css.picker}>
      <input
        className={css.rename}
        style={{ position: 'static', width: '100%' }}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls="diagram-zones"
        aria-activedescendant={chosen === undefined ? undefined : `diagram-zone-${chosen ?? 'none'}`}
        value={text}
        data-autofocus
        autoFocus
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={keyDown}
      />
      <ul id="diagram-zones" className={css.options} role="listbox" aria-label={label}>
        {shown.map((key, i) => {
          const type = key === null ? 'other' : (scene.zones.get(key)?.type ?? 'other')
          return (
            <li
              key={key ?? ''}
              id={`diagram-zone-${key ?? 'none'}`}
              role="option"
              aria-selected={i === active}
              data-active={i === active}
              onClick={() => setAt(i)}
              onDoubleClick={() => onPick(key)}
            >
              <Glyph name={type === 'other' ? 'zone-control' : `zone-${type}`} size={15} />
              {key === null ? say('diagram.move.out') : scene.zones.get(key)?.title}
              {key !== null && <span className="mono muted">{key}</span>}
            </li>
          )
        })}
      </ul>
      {chosen !== undefined && result.is !== 'none' && (
        <DeltaCard
          preview={result}
          target={chosen === null ? null : { key: chosen, title: scene.zones.get(chosen)?.title ?? '' }}
          keys={say('diagram.drop.keys.picker')}
        />
      )}
      <div className="row">
        <Button look="primary" disabled={chosen === undefined} onClick={() => chosen !== undefined && onPick(chosen)}>
          {action}
        </Button>
      </div>
    </div>
  )
}
