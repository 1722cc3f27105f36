import { useState, type ReactNode } from 'react'
import { Popover } from '../../ui/Overlay'
import css from './Overview.module.css'

interface FigureProps {
  name: string
  value: string | undefined
  note: ReactNode
  tone?: 'gap' | 'suspect'
  /** How the number comes about. */
  why: string
}

/** One number that says how things stand; a click says where it comes from. */
export function Figure({ name, value, note, tone, why }: FigureProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label={name}
      width={320}
      open={open}
      onOpen={setOpen}
      button={
        <button type="button" className={css.figure} onClick={() => setOpen(!open)} aria-expanded={open}>
          <span className={css.name}>{name}</span>
          <span className={css.value}>
            <span className={tone === 'gap' ? 'gap-text' : tone === 'suspect' ? 'suspect-text' : undefined}>{value ?? ' '}</span>
            {value !== undefined && <small>{note}</small>}
          </span>
        </button>
      }
    >
      <p className="small">{why}</p>
    </Popover>
  )
}
