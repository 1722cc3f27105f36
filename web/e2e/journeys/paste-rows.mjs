// 500 rows come from a spreadsheet with three errors in them. The preview says
// what is new, what changes and what is wrong; one error is mended, two rows
// are left out. One step takes the paste back, and after a reload brings it again.
//
// spec: WEB-23, WEB-30, WEB-32
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = '500 rows from a spreadsheet with three errors: preview, mend, write, undo, redo after a reload'

const heads = ['Key', 'Tag', 'Zone', 'IP', 'FW rev.', 'Crit.']

/** Twenty known assets with other firmware, as if they had been copied out and changed, and 480 new ones; three rows are wrong. */
function rowsOf(known) {
  const rows = known.map((i, n) => [
    i.key,
    i.title,
    i.links.find((l) => l.verb === 'in')?.to ?? '',
    (i.properties.addresses ?? []).join(', '),
    `7.${n}.0`,
    i.properties.criticality ?? '',
  ])
  for (let i = rows.length; i < 500; i++) rows.push(['', `Valve ${i}`, 'ZON-3', `10.77.${i >> 8}.${i & 255}`, '1.10', 'low'])
  rows[99][2] = 'ZON-99'
  rows[199][5] = 'enormous'
  rows[299][0] = 'AST-99999'
  return [heads, ...rows]
}

/** As Excel puts it on the clipboard: text with tabs, and HTML with its marks inside the table. */
function clipOf(rows) {
  const td = (c) => `<td class=xl65 style='border-top:none;mso-number-format:"\\@"'>${c}</td>`
  const html = [
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet></head>',
    '<body link=blue><table border=0 cellpadding=0 cellspacing=0>',
    '<!--StartFragment-->',
    ' <col width=64 span=6>',
    ...rows.map((r) => ` <tr height=20>\r\n  ${r.map(td).join('\r\n  ')}\r\n </tr>`),
    '<!--EndFragment-->',
    '</table></body></html>',
  ]
  return { text: rows.map((r) => r.join('\t')).join('\r\n') + '\r\n', html: html.join('\r\n') }
}

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  const ask = (path) => page.evaluate((p) => fetch(`/api/v1/projects/turbine-hall${p}`).then((r) => r.json()), path)
  const state = async () => {
    const [project, seventh] = [await ask(''), await ask('/items/AST-7')]
    return { assets: project.counts.asset, commit: project.head.commit, firmware: seventh.properties.firmware }
  }
  const before = await state()
  const { items } = await ask('/items?kind=asset&limit=20')
  await page.goto(`${server.origin}/projects/turbine-hall/assets`)
  await page.getByText(`${before.assets} rows`).first().waitFor()
  await page.getByRole('grid', { name: 'Assets' }).focus()
  await page.evaluate(
    ({ text, html }) => {
      const data = new window.DataTransfer()
      data.setData('text/plain', text)
      data.setData('text/html', html)
      const event = new window.ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      document.activeElement.dispatchEvent(event)
    },
    clipOf(rowsOf(items)),
  )

  // What it would do, and the three errors with row and column.
  const panel = page.getByRole('complementary', { name: 'Paste preview' })
  await panel.waitFor()
  await panel.getByText('From the clipboard, 500 rows').waitFor()
  const sums = await panel.getByRole('status').first().innerText()
  expect(/477\s+new rows/.test(sums) && /20\s+changed/.test(sums) && /3\s+errors/.test(sums), `the preview says: ${sums}`)
  for (const at of ['Row 101, Zone.', 'Row 201, Criticality.', 'Row 301, Key.']) await panel.getByText(at).waitFor()
  const minor = await checkAccess(page, 'paste preview')
  await picture(page, 'paste-preview')
  expect((await state()).commit === before.commit, 'something was written before it was applied')

  // One error is mended where it stands, two rows are left out.
  await panel.getByLabel('Text of row 101, Zone').fill('ZON-3')
  await panel.getByRole('button', { name: 'Use' }).first().click()
  await panel.getByText('Row 101, Zone.').waitFor({ state: 'detached' })
  for (const at of ['Row 201, Criticality.', 'Row 301, Key.']) {
    await panel.getByRole('button', { name: 'Leave row out' }).first().click()
    await panel.getByText(at).waitFor({ state: 'detached' })
  }
  await panel.getByText('2 rows are left out.').waitFor()
  await panel.getByText('computed', { exact: true }).waitFor()
  await picture(page, 'paste-mended')
  await panel.getByRole('button', { name: 'Apply 498 rows' }).click()
  const grown = `${before.assets + 478} rows`
  await page.getByText(grown).first().waitFor()
  const after = await state()
  expect(after.assets === before.assets + 478 && after.commit === before.commit + 1, `after the paste: ${JSON.stringify(after)}`)
  expect(after.firmware === '7.6.0', `the firmware of AST-7 is ${after.firmware}`)

  // One step takes all of it back; after a reload one step brings it again.
  await page.getByRole('grid', { name: 'Assets' }).focus()
  await page.keyboard.press('Control+z')
  await page.getByText(`${before.assets} rows`).first().waitFor()
  const undone = await state()
  expect(undone.assets === before.assets && undone.firmware === before.firmware, `after undo: ${JSON.stringify(undone)}`)
  await page.reload()
  await page.getByText(`${before.assets} rows`).first().waitFor()
  await page.getByRole('grid', { name: 'Assets' }).focus()
  await page.keyboard.press('Control+y')
  await page.getByText(grown).first().waitFor()
  const redone = await state()
  expect(redone.assets === after.assets && redone.firmware === '7.6.0', `after redo: ${JSON.stringify(redone)}`)
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
