import { useState, type ClipboardEvent } from 'react'
import { editText, type TextOptions } from './cell-text'
import { readClip } from './clipboard'
import type { GridColumn } from './column'
import type { GridProps } from './grid-props'
import { formatHtmlTable } from './html-table'
import { currentRange, type Range, type Selection } from './selection'
import { formatTsv } from './tsv'
import { clear, copied } from './writes'

/** Copy, cut and paste: text with tabs and an HTML table both ways. */
export function useClipboard(props: GridProps, selection: Selection, options: TextOptions) {
  const { columns, rows, version, editable } = props
  const [ants, setAnts] = useState<{ range: Range; at: number } | null>(null)
  const forms = () => {
    const cells = copied(selection, columns, rows, (column, value) => editText(column, value, options))
    return cells && { text: formatTsv(cells), html: formatHtmlTable(cells) }
  }
  const done = (cut: boolean) => {
    setAnts({ range: currentRange(selection), at: version })
    if (cut && editable) props.onWrite(clear(selection, columns, rows), 'cut')
  }
  const onCopy = (e: ClipboardEvent<HTMLDivElement>, cut = false) => {
    if (e.target !== e.currentTarget) return
    const made = forms()
    if (!made) return props.onLocked(-1, columns[0] as GridColumn)
    e.preventDefault()
    e.clipboardData.setData('text/plain', made.text)
    e.clipboardData.setData('text/html', made.html)
    done(cut)
  }
  const take = (text: string, html: string) => {
    setAnts(null)
    if (editable) props.onPaste(readClip(text, html), currentRange(selection))
  }
  return {
    /** The range on the clipboard, while it is as it was copied. */
    ants: ants?.at === version ? ants.range : null,
    forget: () => setAnts(null),
    handlers: {
      onCopy: (e: ClipboardEvent<HTMLDivElement>) => onCopy(e),
      onCut: (e: ClipboardEvent<HTMLDivElement>) => onCopy(e, true),
      onPaste: (e: ClipboardEvent<HTMLDivElement>) => {
        if (e.target !== e.currentTarget) return
        e.preventDefault()
        take(e.clipboardData.getData('text/plain'), e.clipboardData.getData('text/html'))
      },
    },
    /** From a menu: the browser's own command where it is allowed. */
    copy: (cut: boolean) => void document.execCommand(cut ? 'cut' : 'copy'),
    /** Asks the browser for the clipboard; false where it does not give it, then the keys still do. */
    paste: async (): Promise<boolean> => {
      try {
        const [item] = await navigator.clipboard.read()
        const read = async (type: string) => (item?.types.includes(type) ? (await item.getType(type)).text() : '')
        take(await read('text/plain'), await read('text/html'))
        return true
      } catch {
        return false
      }
    },
  }
}
