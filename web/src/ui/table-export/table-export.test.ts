// spec: WEB-33
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { csvBlob } from './csv'
import { fileName, serialOf, type ExportedTable } from './table'
import { columnName, sheetName, xlsxBlob } from './xlsx'

/** Reads an archive back by its directory, as a spreadsheet does. */
async function unpacked(blob: Blob): Promise<Map<string, string>> {
  const bytes = Buffer.from(await blob.arrayBuffer())
  const end = bytes.length - 22
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50)
  const files = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [crc, packed, size] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const length = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + length)
    const local = bytes.readUInt32LE(at + 42)
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50)
    expect(bytes.readUInt32LE(local + 14)).toBe(crc)
    const data = local + 30 + bytes.readUInt16LE(local + 26)
    const text = inflateRawSync(bytes.subarray(data, data + packed))
    expect(text.length).toBe(size)
    expect(crcOf(text)).toBe(crc)
    files.set(name, text.toString('utf8'))
    at += 46 + length
  }
  return files
}

function crcOf(bytes: Buffer): number {
  let crc = -1
  for (const b of bytes) {
    crc ^= b
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

const table: ExportedTable = {
  title: 'Assets: [as built] / today',
  columns: [{ name: 'Key' }, { name: 'Port', kind: 'number' }, { name: 'Due', kind: 'date' }, { name: 'Note' }],
  rows: [
    ['AST-1', 502, '2026-03-31', '=HYPERLINK("http://x")'],
    ['AST-2', null, 'soon', 'a <b> & "c"\nsecond _x0041_ \u0001'],
    ['AST-3', -1.5, null, '-5'],
  ],
}

test('a workbook holds numbers and days as such, texts as texts, and its head is frozen', async () => {
  const files = await unpacked(await xlsxBlob(table))
  expect([...files.keys()]).toContain('[Content_Types].xml')
  expect(files.get('xl/workbook.xml')).toContain('name="Assets as built today"')
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
  expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
  expect(sheet).toContain('<c r="B2"><v>502</v></c>')
  expect(sheet).toContain('<c r="C2" s="2"><v>46112</v></c>')
  expect(sheet).toContain('<c r="B4"><v>-1.5</v></c>')
  expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&quot;http://x&quot;)</t>')
  expect(sheet).toContain('a &lt;b&gt; &amp; &quot;c&quot;\nsecond _x005F_x0041_ _x0001_')
  expect(sheet).toContain('<c r="C3" t="inlineStr"><is><t xml:space="preserve">soon</t>')
  expect(sheet).not.toContain('<f')
  expect(sheet).toContain('<autoFilter ref="A1:D4"/>')
})

test('a long table is written in slices, row for row, and can be stopped', async () => {
  const count = 20_000
  const long: ExportedTable = {
    title: 'x',
    columns: [{ name: 'n', kind: 'number' }, { name: 'text' }],
    rows: (function* () {
      for (let i = 0; i < count; i++) yield [i, `text ${i}`]
    })(),
  }
  const files = await unpacked(await xlsxBlob(long))
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
  expect(sheet.match(/<row /g)).toHaveLength(count + 1)
  expect(sheet).toContain(`<row r="${count + 1}"><c r="A${count + 1}"><v>${count - 1}</v></c>`)
  const stop = new AbortController()
  const endless: ExportedTable = {
    ...long,
    rows: (function* () {
      for (let i = 0; ; i++) yield [i, '']
    })(),
  }
  await expect(xlsxBlob(endless, { signal: stop.signal, onRow: () => stop.abort() })).rejects.toThrow()
})

test('CSV holds no formulas, and separators of the locale', async () => {
  // Blob.text() takes the mark at the start away.
  const raw = Buffer.from(await (await csvBlob(table, 'en')).arrayBuffer()).toString('utf8')
  expect(raw.startsWith('\ufeffKey,Port,Due,Note\r\n')).toBe(true)
  expect(raw).toContain(`AST-1,502,2026-03-31,"'=HYPERLINK(""http://x"")"\r\n`)
  expect(raw).toContain('AST-3,-1.5,,-5\r\n')
  expect(await (await csvBlob(table, 'de')).text()).toContain('AST-3;-1,5;;-5\r\n')
  for (const bad of ['+1+cmd', '@SUM(A1)', '-2+3', '\t=1', '=1']) {
    const text = await (await csvBlob({ title: '', columns: [{ name: 'x' }], rows: [[bad]] }, 'en')).text()
    expect(text).toContain(`'${bad}`)
  }
})

test('names of sheets, columns and files', () => {
  expect(['A', 'Z', 'AA', 'ZZ', 'AAA']).toEqual([0, 25, 26, 701, 702].map(columnName))
  expect(sheetName(`'${'x'.repeat(40)}`)).toBe('x'.repeat(31))
  expect(sheetName('[]')).toBe('Cordon')
  expect(fileName('a/b: c', 'csv')).toBe('a-b- c.csv')
  expect(serialOf('2026-02-30x')).toBeNull()
  expect(serialOf('1900-03-01')).toEqual({ serial: 61, clock: false })
})
