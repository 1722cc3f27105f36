// spec: WEB-32
import { describe, expect, it } from 'vitest'
import { readClip } from './clipboard'
import { formatHtmlTable, parseHtmlTable } from './html-table'
import { formatCsv, formatTsv, parseTsv } from './tsv'

describe('tables as text', () => {
  it('reads what Excel writes: quotes around line breaks, a break after the last row', () => {
    expect(parseTsv('a\tb\r\n"two\nlines"\t"say ""hi"""\r\n')).toEqual([
      ['a', 'b'],
      ['two\nlines', 'say "hi"'],
    ])
  })
  it('takes a quote that is no quoting as it is', () => {
    expect(parseTsv('3" pipe\t"open')).toEqual([['3" pipe', '"open']])
    expect(parseTsv('"a" b\tc')).toEqual([['"a" b', 'c']])
  })
  it('makes rows even, and keeps blank rows and cells', () => {
    expect(parseTsv('a\tb\tc\n\nd')).toEqual([
      ['a', 'b', 'c'],
      ['', '', ''],
      ['d', '', ''],
    ])
    expect(parseTsv('\t\n')).toEqual([['', '']])
    expect(parseTsv('')).toEqual([['']])
    expect(parseTsv('a\rb\r')).toEqual([['a'], ['b']])
  })
  it('comes back from every table of awkward cells', () => {
    const cells = ['', 'a', '"', '""', 'a"b', '"a"', '\t', '\n', 'a\nb', ' a ', '"\t"', "'", 'ä€字', '=1+1', ',', ';']
    for (const a of cells)
      for (const b of cells) {
        const table = [
          [a, b, 'end'],
          [b, a, 'x'],
        ]
        expect(parseTsv(formatTsv(table)), JSON.stringify([a, b])).toEqual(table)
      }
  })
  it('writes CSV that carries nothing out', () => {
    expect(formatCsv([['=HYPERLINK("x")', '-5', '+1-2', '@x', 'a,b', '-']])).toBe(
      '"\'=HYPERLINK(""x"")",-5,\'+1-2,\'@x,"a,b",-\r\n',
    )
  })
})

const excel = `Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000000999\r\nStartFragment:0000000141\r\nEndFragment:0000000963\r\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:","}--></style></head><body>
<table border=0 cellpadding=0><!--StartFragment--><col width=64><tr height=20><td class=xl65 width=64>Name</td><td x:num="1234.5">1.234,50</td></tr>
<tr><td>zwei<br style="mso-data-placement:same-cell">Zeilen &amp; mehr</td><td>&nbsp;</td></tr><!--EndFragment--></table></body></html>`
const libre = `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/></head><body><table cellspacing="0" border="0"><colgroup width="85"></colgroup><tr><td height="17" align="left"><font face="Arial">Pump 1<br>Hall 3</font></td><td align="right" sdval="0.5" sdnum="1031;">0,5</td></tr></table></body></html>`

describe('tables as HTML', () => {
  it('reads what Excel writes', () => {
    expect(parseHtmlTable(excel)).toEqual({
      ok: true,
      cells: [
        [{ text: 'Name' }, { text: '1.234,50', number: '1234.5' }],
        [{ text: 'zwei\nZeilen & mehr' }, { text: '' }],
      ],
    })
  })
  it('reads what LibreOffice writes', () => {
    expect(parseHtmlTable(libre)).toEqual({ ok: true, cells: [[{ text: 'Pump 1\nHall 3' }, { text: '0,5', number: '0.5' }]] })
  })
  it('refuses merged cells and says where', () => {
    expect(parseHtmlTable('<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td colspan=2>d</td></tr></table>')).toEqual({
      ok: false,
      fault: 'merged',
      row: 2,
      column: 2,
    })
    expect(parseHtmlTable('<table><tr><td rowspan="3">a</td></tr></table>')).toEqual({
      ok: false,
      fault: 'merged',
      row: 1,
      column: 1,
    })
    expect(parseHtmlTable('<table><tr><td rowspan="1" colspan=1>a</td></tr></table>').ok).toBe(true)
  })
  it('finds no table where there is none', () => {
    expect(parseHtmlTable('<b>hello</b>')).toEqual({ ok: false, fault: 'none' })
    expect(parseHtmlTable('<table></table>')).toEqual({ ok: false, fault: 'none' })
  })
  it('comes back from every table of awkward cells', () => {
    const cells = ['', 'a', '<b>', '&amp;', '"', 'a\nb', 'ä€', '4.10', 'a < b > c']
    for (const a of cells)
      for (const b of cells)
        expect(parseHtmlTable(formatHtmlTable([[a, b]]))).toEqual({ ok: true, cells: [[{ text: a }, { text: b }]] })
  })
  it('ignores scripts and comments', () => {
    expect(parseHtmlTable('<table><tr><td>a<script>alert("<td>x</td>")</script><!--<td>y</td>--></td></tr></table>')).toEqual({
      ok: true,
      cells: [[{ text: 'a' }]],
    })
  })
})

describe('the clipboard', () => {
  it('takes words from the text and numbers from the HTML', () => {
    const clip = readClip('Pump\t0,5\r\n', '<table><tr><td>Pump</td><td sdval="0.5">0,5</td></tr></table>')
    expect(clip).toEqual({ ok: true, cells: [['Pump', '0,5']], numbers: [[undefined, '0.5']] })
  })
  it('does without HTML, without text, and says when there is nothing', () => {
    expect(readClip('a\tb', '')).toEqual({ ok: true, cells: [['a', 'b']] })
    expect(readClip('', '<table><tr><td>a</td></tr></table>')).toMatchObject({ ok: true, cells: [['a']] })
    expect(readClip('', '')).toEqual({ ok: false, fault: 'empty' })
  })
  it('refuses merged cells even if the text could be read', () => {
    expect(readClip('a\t\r\n', '<table><tr><td colspan=2>a</td></tr></table>')).toEqual({
      ok: false,
      fault: 'merged',
      row: 1,
      column: 1,
    })
  })
})
