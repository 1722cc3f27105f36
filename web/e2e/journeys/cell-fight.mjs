// Two people at two browsers write into the same cell of a grid while both have
// it open: the slower one is asked, and nothing is written over in silence.
//
// spec: WEB-22
import { expect, firstAdministrator, openSample, openWindow, picture, signInInvited } from '../harness.mjs'

export const title = 'two browsers write into the same cell'

export async function run({ server, browser }) {
  const a = await openWindow(browser)
  const b = await openWindow(browser)
  await firstAdministrator(a.page, server)
  await openSample(a.page)
  await signInInvited(a.page, b.page, server, { login: 'ben', name: 'Ben Okafor', role: 'engineer' })
  for (const w of [a, b]) {
    await w.page.goto(`${server.origin}/projects/turbine-hall/assets`)
    await w.page.getByText('51 rows').first().waitFor()
    await w.page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
    await w.page.keyboard.press('Home')
    for (let i = 0; i < 6; i++) await w.page.keyboard.press('ArrowRight')
  }
  await a.page.keyboard.type('9.1')
  await a.page.getByRole('textbox', { name: /Firmware of AST-1/ }).waitFor()
  await b.page.keyboard.type('9.2')
  await b.page.keyboard.press('Enter')
  await firmwareIs(b.page, '9.2')
  // The other's commit has arrived here while the editor is still open.
  await a.page.getByText(/commit 4/).waitFor()
  expect((await a.page.getByRole('textbox', { name: /Firmware of AST-1/ }).inputValue()) === '9.1', 'what was typed is gone')
  await a.page.keyboard.press('Enter')
  await a.page.getByRole('button', { name: 'edit needs you' }).click()
  expect((await firmware(a.page)) === '9.2', 'the slower edit was written over the other without asking')
  const dialog = a.page.getByRole('dialog')
  const group = dialog.getByRole('radiogroup', { name: /AST-1 firmware/ })
  await group.getByText('9.2').waitFor()
  await picture(a.page, 'cell-fight')
  await dialog.getByRole('button', { name: 'Save the choice' }).click()
  await dialog.getByText('Everything is saved.').waitFor()
  await a.page.keyboard.press('Escape')
  await firmwareIs(a.page, '9.1')
  await b.page.getByRole('gridcell', { name: '9.1', exact: true }).waitFor()

  // The form for several rows was opened before the other wrote: it asks as well.
  await dialog.waitFor({ state: 'detached' })
  await a.page.getByRole('grid').focus()
  await a.page.keyboard.press('Control+Home')
  await a.page.keyboard.press('Shift+ArrowDown')
  await a.page.keyboard.press('Shift+F2')
  const form = a.page.getByRole('dialog', { name: /Edit 2 rows together/ })
  await form.getByLabel('Firmware', { exact: true }).fill('9.5')
  await b.page.keyboard.press('ArrowUp')
  await b.page.keyboard.type('9.4')
  await b.page.keyboard.press('Enter')
  await firmwareIs(b.page, '9.4')
  await a.page.getByText(/commit 6/).waitFor()
  await form.getByLabel('Firmware', { exact: true }).press('Enter')
  await a.page.getByRole('button', { name: 'edit needs you' }).waitFor()
  expect((await firmware(a.page)) === '9.4', 'the form wrote over the other without asking')
  for (const w of [a, b]) expect(w.faults.length === 0, `faults of the page:\n  ${w.faults.join('\n  ')}`)
}

const firmware = (page) =>
  page.evaluate(async () => {
    const item = await fetch('/api/v1/projects/turbine-hall/items/AST-1').then((r) => r.json())
    return item.properties.firmware
  })

async function firmwareIs(page, wanted) {
  for (let i = 0; i < 100 && (await firmware(page)) !== wanted; i++) await page.waitForTimeout(100)
  expect((await firmware(page)) === wanted, `the record does not say ${wanted}`)
}
