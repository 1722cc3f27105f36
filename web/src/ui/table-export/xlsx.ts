/**
 * A workbook of one sheet (ECMA-376) with numbers and days as such and the head
 * frozen. Texts are written as texts, so nothing in them is ever a formula. It
 * is made row by row: a library would want two million cell objects first.
 */
import { breather, serialOf, type ExportCell, type ExportedTable, type Writing } from './table'
import { zipWriter } from './zip'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
/** What a sheet can hold. */
const mostRows = 1_048_575
const mostLetters = 32_767
const styles = { head: 1, day: 2, moment: 3, lines: 4 }

const parts = (sheet: string): Record<string, string> => ({
  '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`,
})

// eslint-disable-next-line no-control-regex -- these are what XML cannot hold
const unwritable = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g
const halfPairs = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Text for XML. What XML cannot hold is written the way spreadsheets do, and what looks like that is kept apart. */
const escaped = (text: string): string =>
  text
    .slice(0, mostLetters)
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(unwritable, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(halfPairs, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** A, B, …, Z, AA. */
export const columnName = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : columnName(Math.floor(index / 26) - 1) + columnName(index % 26)

/** A name that a sheet may have. */
export const sheetName = (title: string): string =>
  title
    .replace(/[[\]:*?/\\]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[' ]+|[' ]+$/g, '')
    .slice(0, 31)
    .trim() || 'Cordon'

function cellXml(cell: ExportCell, at: string, date: boolean, style?: number): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : ''
  const day = date ? serialOf(cell) : null
  if (day) return `<c r="${at}" s="${day.clock ? styles.moment : styles.day}"><v>${day.serial}</v></c>`
  const s = style ?? (cell.includes('\n') ? styles.lines : 0)
  return `<c r="${at}"${s ? ` s="${s}"` : ''} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

/** Writes a table as a workbook. */
export async function xlsxBlob(table: ExportedTable, { signal, onRow }: Writing = {}): Promise<Blob> {
  const zip = zipWriter()
  for (const [name, text] of Object.entries(parts(sheetName(table.title)))) {
    const entry = zip.entry(name)
    await entry.write(declaration + text)
    await entry.close()
  }
  const names = table.columns.map((_, i) => columnName(i))
  const dates = table.columns.map((c) => c.kind === 'date')
  const line = (cells: readonly ExportCell[], row: number, style?: number) =>
    `<row r="${row}">${cells.map((c, i) => cellXml(c, `${names[i] ?? columnName(i)}${row}`, dates[i] ?? false, style)).join('')}</row>`
  const sheet = zip.entry('xl/worksheets/sheet1.xml')
  const rows = table.rows[Symbol.iterator]()
  const first: (readonly ExportCell[])[] = []
  // Widths stand before the rows, so some rows are looked at first.
  for (let next = rows.next(); !next.done; next = rows.next()) {
    first.push(next.value)
    if (first.length >= 200) break
  }
  let chunk = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widthsXml(table, first)}<sheetData>${line(
    table.columns.map((c) => c.name),
    1,
    styles.head,
  )}`
  let count = 0
  const breath = breather()
  const put = async (row: readonly ExportCell[]) => {
    chunk += line(row, ++count + 1)
    if (count % 32 !== 0 || !breath.due()) return
    await sheet.write(chunk)
    chunk = ''
    onRow?.(count)
    await breath.rest()
    signal?.throwIfAborted()
  }
  for (const row of first) await put(row)
  if (first.length >= 200) for (let next = rows.next(); !next.done && count < mostRows; next = rows.next()) await put(next.value)
  const filter = `<autoFilter ref="A1:${columnName(Math.max(table.columns.length - 1, 0))}${count + 1}"/>`
  await sheet.write(`${chunk}</sheetData>${filter}</worksheet>`)
  await sheet.close()
  return zip.blob('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
}

function widthsXml(table: ExportedTable, rows: readonly (readonly ExportCell[])[]): string {
  const cols = table.columns.map((column, i) => {
    let most = column.name.length + 3
    for (const row of rows) most = Math.max(most, column.kind === 'date' ? 11 : String(row[i] ?? '').split('\n', 1)[0]!.length)
    return `<col min="${i + 1}" max="${i + 1}" width="${Math.min(Math.max(most + 1, 6), 60)}" customWidth="1"/>`
  })
  return cols.length > 0 ? `<cols>${cols.join('')}</cols>` : ''
}
