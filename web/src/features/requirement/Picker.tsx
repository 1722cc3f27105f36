import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/Button'
import { CheckField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import { Popover } from '../../ui/Overlay'
import css from './Tools.module.css'

export interface Pick {
  value: string
  label: string
  glyph?: GlyphName
}

interface PickerProps {
  label: string
  /** What is chosen, in short, on the button. */
  shown: ReactNode
  picks: readonly Pick[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  /** Long lists can be searched. */
  search?: boolean
}

/** Several of many, behind a button. None chosen means all. */
export function Picker({ label, shown, picks, chosen, onChange, search }: PickerProps) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const found = picks.filter((p) => p.label.toLowerCase().includes(text.trim().toLowerCase()))
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value])
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      width={280}
      label={label}
      button={
        <Button small onClick={() => setOpen(!open)} aria-expanded={open} aria-haspopup="dialog">
          {shown}
          <Glyph name="ui-chevron-down" size={12} />
        </Button>
      }
    >
      <div className={css.picker}>
        {search && (
          <input
            className={css.search}
            type="search"
            aria-label={t('matrix.pick.search')}
            placeholder={t('matrix.pick.search')}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
        )}
        <div className={css.picks}>
          {found.map((p) => (
            <CheckField
              key={p.value}
              checked={chosen.includes(p.value)}
              onChange={() => toggle(p.value)}
              label={
                <span className="row" style={{ gap: 6 }}>
                  {p.glyph && <Glyph name={p.glyph} size={14} />}
                  <span>{p.label}</span>
                </span>
              }
            />
          ))}
        </div>
        <div className="row">
          <Button small look="quiet" disabled={chosen.length === 0} onClick={() => onChange([])}>
            {t('matrix.pick.all')}
          </Button>
          <span className="muted tiny">{t('matrix.pick.count', { count: chosen.length })}</span>
        </div>
      </div>
    </Popover>
  )
}
