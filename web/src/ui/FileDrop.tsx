import { useId, useRef, useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react'
import { bytesText } from '../lib/bytes'
import { Button } from './Button'
import { Glyph } from './Glyph'
import { useLocale, useT } from './language'
import type { FileUnderWay, Uploads } from './use-uploads'
import css from './FileDrop.module.css'

interface FileDropProps {
  uploads: Uploads
  /** Who asked for the files; only its own are listed here. */
  about?: string
  /** What the files are for, for those who do not see the place. */
  label: string
  hint?: ReactNode
  /** Only one file at a time. */
  single?: boolean
  /** A line instead of a box, for panels. */
  small?: boolean
  disabled?: boolean
}

/** The files of a drag or of the clipboard; pictures of the clipboard have no name of their own. */
export const filesOf = (data: DataTransfer | null): File[] => [...(data?.files ?? [])]

/** Whether files are dragged, rather than text or something of the page. */
export const dragsFiles = (data: DataTransfer | null): boolean => [...(data?.types ?? [])].includes('Files')

/** A place to drop or paste files, with a button that does the same, and how far each of them is. */
export function FileDrop({ uploads, about = '', label, hint, single, small, disabled }: FileDropProps) {
  const t = useT()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: Iterable<File>) => uploads.add([...files].slice(0, single ? 1 : undefined), about)
  const onDrop = (event: DragEvent) => {
    setOver(false)
    if (disabled || !dragsFiles(event.dataTransfer)) return
    event.preventDefault()
    event.stopPropagation()
    take(filesOf(event.dataTransfer))
  }
  const onDragOver = (event: DragEvent) => {
    if (disabled || !dragsFiles(event.dataTransfer)) return
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer.dropEffect = 'copy'
    setOver(true)
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData)
    if (disabled || files.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    take(files)
  }
  const mine = uploads.files.filter((f) => f.about === about)
  return (
    <div
      className={`${css.drop} ${small ? css.small : ''} ${over ? css.over : ''}`}
      role="group"
      aria-label={label}
      onDragOver={onDragOver}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <div className={css.ask}>
        <Button glyph="ui-plus" small disabled={disabled} aria-describedby={id} onClick={() => input.current?.click()}>
          {single ? t('file.chooseOne') : t('file.choose')}
        </Button>
        <span id={id} className={css.hint}>
          {hint ?? t('file.dropHint')}
        </span>
      </div>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        multiple={!single}
        onChange={(event) => {
          take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
      {mine.length > 0 && <UnderWay files={mine} uploads={uploads} />}
    </div>
  )
}

function UnderWay({ files, uploads }: { files: readonly FileUnderWay[]; uploads: Uploads }) {
  const t = useT()
  const locale = useLocale()
  return (
    <ul className={css.files}>
      {files.map((f) => (
        <li key={f.id}>
          <Glyph name={f.state === 'failed' ? 'strength-gap' : 'ui-document'} size={14} />
          <span className={`${css.name} ellipsis`}>{f.file.name}</span>
          {f.state === 'failed' ? (
            <span className={css.fault} role="alert">
              {f.error instanceof Error ? f.error.message : t('problem.unknown')}
            </span>
          ) : (
            <>
              <span
                className={css.bar}
                role="progressbar"
                aria-label={f.file.name}
                aria-valuemin={0}
                aria-valuemax={f.file.size}
                aria-valuenow={f.sent}
              >
                <i style={{ width: `${f.file.size === 0 ? 100 : (f.sent / f.file.size) * 100}%` }} />
              </span>
              <span className="muted nowrap">
                {f.state === 'waiting'
                  ? t('file.waiting')
                  : t('file.sent', { sent: bytesText(locale, f.sent), total: bytesText(locale, f.file.size) })}
              </span>
            </>
          )}
          {f.state === 'failed' && (
            <Button small onClick={() => uploads.again(f.id)}>
              {t('do.retry')}
            </Button>
          )}
          <Button
            small
            look="icon"
            glyph="ui-close"
            aria-label={t('file.drop', { name: f.file.name })}
            onClick={() => uploads.drop(f.id)}
          />
        </li>
      ))}
    </ul>
  )
}
