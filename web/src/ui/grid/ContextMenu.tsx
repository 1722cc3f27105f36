import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { createPortal } from 'react-dom'
import { Glyph } from '../Glyph'
import type { GlyphName } from '../glyph-names'
import css from './Grid.module.css'

export interface MenuLine {
  key: string
  label: string
  glyph?: GlyphName
  keys?: string
  disabled?: boolean
  /** Whether it is on; for what can be switched. */
  on?: boolean
  run: () => void
}

interface ContextMenuProps {
  label: string
  at: { x: number; y: number }
  /** Lines in groups; a rule stands between groups. */
  groups: readonly (readonly MenuLine[])[]
  onClose: () => void
}

/** What can be done here: arrows move, Enter does it, Esc leaves. */
export function ContextMenu({ label, at, groups, onClose }: ContextMenuProps) {
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState(at)
  useLayoutEffect(() => {
    const el = box.current
    if (!el) return
    const { width, height } = el.getBoundingClientRect()

    setPlace({
      x: Math.max(4, Math.min(at.x, window.innerWidth - width - 4)),
      y: Math.max(4, Math.min(at.y, window.innerHeight - height - 4)),
    })
    el.querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled])')?.focus({ preventScroll: true })
  }, [at])
  useEffect(() => {
    const away = (e: Event) => !box.current?.contains(e.target as Node) && onClose()
    document.addEventListener('pointerdown', away, true)
    window.addEventListener('blur', onClose)
    return () => {
      document.removeEventListener('pointerdown', away, true)
      window.removeEventListener('blur', onClose)
    }
  }, [onClose])
  const onKeyDown = (e: KeyboardEvent) => {
    e.stopPropagation()
    const lines = [...(box.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled])') ?? [])]
    const i = lines.indexOf(document.activeElement as HTMLElement)
    const go = (to: number) => lines[(to + lines.length) % lines.length]?.focus()
    if (e.key === 'ArrowDown') go(i + 1)
    else if (e.key === 'ArrowUp') go(i - 1)
    else if (e.key === 'Home') go(0)
    else if (e.key === 'End') go(-1)
    else if (e.key === 'Escape' || e.key === 'Tab') onClose()
    else if (e.key === 'Enter' || e.key === ' ') lines[i]?.click()
    else if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const start = e.key.toLowerCase()
      const after = [...lines.slice(i + 1), ...lines.slice(0, i + 1)]
      after.find((l) => l.textContent?.trim().toLowerCase().startsWith(start))?.focus()
    } else return
    e.preventDefault()
  }
  return createPortal(
    <div
      ref={box}
      role="menu"
      aria-label={label}
      className={css.menu}
      style={{ left: place.x, top: place.y }}
      onKeyDown={onKeyDown}
      // What happens in the menu is no event of the grid it belongs to.
      onPointerDown={(e) => e.stopPropagation()}
      onPointerUp={(e) => e.stopPropagation()}
      onPointerMove={(e) => e.stopPropagation()}
      onDoubleClick={(e) => e.stopPropagation()}
      onContextMenu={(e) => {
        e.preventDefault()
        e.stopPropagation()
      }}
    >
      {groups
        .filter((g) => g.length > 0)
        .map((group, i) => (
          <div key={i} role="group" className={css.menuGroup}>
            {group.map((line) => (
              <div
                key={line.key}
                role={line.on === undefined ? 'menuitem' : 'menuitemcheckbox'}
                aria-checked={line.on}
                aria-disabled={line.disabled || undefined}
                tabIndex={-1}
                className={css.menuLine}
                onClick={() => {
                  if (line.disabled) return
                  onClose()
                  line.run()
                }}
                onPointerEnter={(e) => !line.disabled && e.currentTarget.focus({ preventScroll: true })}
              >
                <span className={css.menuSign}>
                  {line.on ? <Glyph name="ui-check" size={14} /> : line.glyph && <Glyph name={line.glyph} size={14} />}
                </span>
                <span>{line.label}</span>
                {line.keys && <kbd>{line.keys}</kbd>}
              </div>
            ))}
          </div>
        ))}
    </div>,
    document.body,
  )
}
