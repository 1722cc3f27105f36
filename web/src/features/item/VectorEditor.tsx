import { useRef, type ClipboardEvent, type KeyboardEvent } from 'react'
import { frs, parseVector } from '../../domain/sl'
import { useT } from '../../ui/language'
import css from './ItemPanel.module.css'

const cellsOf = (text: string): string[] => {
  const whole = parseVector(text)
  if (whole) return whole.map(String)
  const cells = text.replace(/[{}[\]]/g, '').split(',')
  return frs.map((_, i) => cells[i]?.trim() ?? '')
}

interface VectorEditorProps {
  label: string
  text: string
  onChange: (text: string) => void
  onSave: (text: string) => void
  onLeave: () => void
}

/** Seven levels, one digit each: a digit goes on to the next, arrows move and step, = makes all the same. */
export function VectorEditor({ label, text, onChange, onSave, onLeave }: VectorEditorProps) {
  const t = useT()
  const box = useRef<HTMLDivElement>(null)
  const cells = cellsOf(text)
  const put = (i: number, level: string) => {
    const next = cells.map((c, j) => (j === i ? level : c))
    onChange(next.every((c) => c === '') ? '' : next.join(','))
  }
  const goTo = (i: number) => {
    const input = box.current?.querySelectorAll('input')[i]
    input?.focus()
    input?.select()
  }
  const keys = (i: number) => (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const level = Number(cells[i] === '' ? 0 : cells[i])
    const take = () => (event.preventDefault(), event.stopPropagation())
    switch (event.key) {
      case 'Escape':
        take()
        return onLeave()
      case 'Enter':
        take()
        return onSave(text)
      case 'ArrowLeft':
        take()
        return goTo(Math.max(0, i - 1))
      case 'ArrowRight':
        take()
        return goTo(Math.min(frs.length - 1, i + 1))
      case 'ArrowUp':
        take()
        return put(i, String(Math.min(4, level + 1)))
      case 'ArrowDown':
        take()
        return put(i, String(Math.max(0, level - 1)))
      case 'Backspace':
      case 'Delete':
        take()
        return put(i, '')
      case '=':
        take()
        return onChange(frs.map(() => cells[i] || '0').join(','))
    }
    if (event.key.length !== 1) return
    take()
    if (!/^[0-4]$/.test(event.key)) return
    put(i, event.key)
    goTo(Math.min(frs.length - 1, i + 1))
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = parseVector(event.clipboardData.getData('text/plain'))
    if (!pasted) return
    event.preventDefault()
    onChange(pasted.join(','))
  }
  return (
    <div
      ref={box}
      className={css.vectorEditor}
      role="group"
      aria-label={label}
      title={t('field.vectorKeys')}
      onPaste={paste}
      onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && onSave(text)}
    >
      {frs.map((fr, i) => (
        <label key={fr}>
          <small>{fr}</small>
          <input
            inputMode="numeric"
            autoFocus={i === 0}
            value={cells[i] ?? ''}
            onFocus={(e) => e.target.select()}
            onKeyDown={keys(i)}
            onChange={(e) => /^[0-4]?$/.test(e.target.value) && put(i, e.target.value)}
          />
        </label>
      ))}
    </div>
  )
}
