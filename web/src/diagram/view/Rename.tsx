import { useRef, useState } from 'react'
import { useSay } from '../words'
import css from './Diagram.module.css'

/** A name edited in place. Null says that nothing is to be changed. */
export function Rename({
  name,
  title,
  at,
  onDone,
}: {
  name: string
  title: string
  at: { x: number; y: number }
  onDone: (title: string | null) => void
}) {
  const say = useSay()
  const [text, setText] = useState(title)
  const told = useRef(false)
  // When the field goes away it loses the focus, which must not count again.
  const tell = (value: string | null) => {
    if (told.current) return
    told.current = true
    onDone(value)
  }
  const done = () => tell(text.trim() === '' || text.trim() === title ? null : text.trim())
  return (
    <input
      className={css.rename}
      style={{ left: at.x + 28, top: at.y + 4 }}
      aria-label={name === '' ? say('diagram.draw.name') : say('diagram.rename', { key: name })}
      placeholder={name === '' ? say('diagram.draw.name') : undefined}
      value={text}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') done()
        if (event.key === 'Escape') tell(null)
      }}
    />
  )
}
