import { useEffect, useId, useRef, type ClipboardEvent, type KeyboardEvent } from 'react'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useT } from '../../ui/language'
import type { Plant } from './plant'
import { componentTypeOf } from './role'
import { columns, emptyRow, faultsOf, isBlank, isRows, opsOf, paste, type TypedRow } from './typed'
import { useDraft } from './use-draft'
import css from './Start.module.css'

const start: TypedRow[] = [emptyRow, emptyRow, emptyRow]

const kinds = [
  'plc',
  'safety',
  'hmi',
  'rio',
  'drive',
  'sensor',
  'scada',
  'historian',
  'ews',
  'switch',
  'firewall',
  'remote',
  'wlan',
  'laptop',
] as const

/** A small table to type or paste assets into; what is in it stays there until it is added. */
export function TypedAssets({ plant, coming }: { plant: Plant; coming: boolean }) {
  const t = useT()
  const { project, head, can } = useProject()
  const [rows, setRows, forget] = useDraft(`assets.${project.key}`, start, isRows)
  const body = useRef<HTMLTableSectionElement>(null)
  const list = useId()
  const known = new Set(plant.assets.map((a) => a.title.trim().toLowerCase()))
  const faults = faultsOf(rows, known)
  const count = rows.filter((r) => !isBlank(r)).length
  const empty = plant.assets.length === 0
  useEffect(() => {
    // Who begins with an empty project goes straight to typing.
    if (empty) body.current?.querySelector<HTMLInputElement>('input')?.focus()
  }, []) // eslint-disable-line react-hooks/exhaustive-deps -- on arrival only
  const focus = (row: number, column: number) =>
    requestAnimationFrame(() => body.current?.querySelector<HTMLInputElement>(`[data-at="${row} ${column}"]`)?.focus())
  const set = (row: number, column: number, text: string) => {
    const name = columns[column]
    if (!name) return
    const next = rows.map((r, i) => (i === row ? { ...r, [name]: text } : r))
    // There is always one empty row to go on in.
    if (row === next.length - 1 && text !== '') next.push(emptyRow)
    setRows(next)
  }
  const onKey = (event: KeyboardEvent, row: number, column: number) => {
    const choosing = event.currentTarget instanceof HTMLInputElement && event.currentTarget.list !== null
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      add()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (row === rows.length - 1) setRows([...rows, emptyRow])
      focus(row + 1, event.shiftKey ? column : 0)
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !choosing) {
      event.preventDefault()
      focus(row + (event.key === 'ArrowDown' ? 1 : -1), column)
    }
  }
  const onPaste = (event: ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    const next = paste(rows, { row, column }, text)
    setRows(next.at(-1) && isBlank(next.at(-1)!) ? next : [...next, emptyRow])
  }
  const remove = (row: number) => {
    const next = rows.filter((_, i) => i !== row)
    setRows(next.length > 0 ? next : [emptyRow])
    focus(Math.min(row, next.length - 1), 0)
  }
  const add = () => {
    if (count === 0 || faults.size > 0 || !can('write model')) return
    edit(project.key, head.commit, opsOf(rows), [], 'add assets')
    forget()
    focus(0, 0)
  }
  return (
    <Card title={t('start.type.heading')} note={t('start.type.note')} className={css.open}>
      <datalist id={list}>
        {kinds.map((k) => (
          <option key={k} value={t(`start.device.${k}`)} />
        ))}
      </datalist>
      <div className={css.scroll}>
        <table className={css.typed}>
          <thead>
            <tr>
              <th scope="col" className={css.rowNumber}>
                <span className="visually-hidden">{t('import.row')}</span>
              </th>
              {columns.map((c) => (
                <th key={c} scope="col">
                  {t(`start.type.${c}`)}
                </th>
              ))}
              <th scope="col">{t('start.type.kind')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('do.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row, i) => {
              const fault = faults.get(i)
              return (
                <tr key={i}>
                  <td className={`${css.rowNumber} muted`}>{i + 1}</td>
                  {columns.map((c, j) => (
                    <td key={c}>
                      <input
                        data-at={`${i} ${j}`}
                        aria-label={t('start.type.cell', { column: t(`start.type.${c}`), row: i + 1 })}
                        aria-invalid={(c === 'title' && fault !== undefined) || undefined}
                        aria-describedby={c === 'title' && fault ? `${list}-${i}` : undefined}
                        list={c === 'what' ? list : undefined}
                        value={row[c]}
                        onChange={(e) => set(i, j, e.target.value)}
                        onKeyDown={(e) => onKey(e, i, j)}
                        onPaste={(e) => onPaste(e, i, j)}
                      />
                    </td>
                  ))}
                  <td className={css.kind}>
                    {fault ? (
                      <span id={`${list}-${i}`} className="gap-text">
                        {t(`start.fault.${fault}`)}
                      </span>
                    ) : (
                      row.what.trim() !== '' && <span className="muted">{t(`start.component.${componentName(row.what)}`)}</span>
                    )}
                  </td>
                  <td>
                    <Button
                      look="icon"
                      small
                      glyph="ui-close"
                      aria-label={t('start.type.remove', { row: i + 1 })}
                      disabled={rows.length === 1 && isBlank(row)}
                      onClick={() => remove(i)}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <div className={`${css.cardFoot} ${css.stuck}`}>
        <span className="muted grow">{coming ? t('start.saving') : t('start.type.keys')}</span>
        {faults.size > 0 && <span className="gap-text">{t('start.type.faults', { count: faults.size })}</span>}
        <Button look="primary" disabled={count === 0 || faults.size > 0} onClick={add}>
          {t('start.type.add', { count })}
        </Button>
      </div>
    </Card>
  )
}

const names = {
  'embedded-device': 'embedded',
  'host-device': 'host',
  'network-device': 'network',
  'software-application': 'software',
} as const

const componentName = (what: string) => names[componentTypeOf(what) as keyof typeof names]
