// Two people look at the diagram. One drags the historian into the DMZ, sees
// beforehand what comes of it, and the other sees vectors, gaps and findings
// change at once, without a reload.
//
// spec: WEB-40
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'the historian is dragged to another zone, and a second browser follows'

const settled = (page) => page.locator('[data-routed]').waitFor()
const box = (page, key) => page.locator(`g[data-key="${key}"] rect`).first().boundingBox()

/** Signs in a second browser as the same person: the same record, another page. */
async function second(browser, server, who) {
  const other = await openWindow(browser, { scheme: 'dark' })
  await other.page.goto(`${server.origin}/projects/turbine-hall/diagram`)
  await other.page.locator('input[autocomplete=username]').fill(who.login)
  await other.page.locator('input[autocomplete=current-password]').fill(who.password)
  await other.page.locator('button[type=submit]').click()
  return other
}

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  const who = await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/diagram`)
  await settled(page)
  minor.push(...(await checkAccess(page, 'diagram')))

  const other = await second(browser, server, who)
  await settled(other.page)
  await other.page.getByRole('button', { name: 'List', exact: true }).click()
  const row = (key) => other.page.getByRole('treeitem').filter({ has: other.page.getByText(key, { exact: true }) })
  const said = async (key) => (await row(key).first().locator('div').first().textContent()) ?? ''
  const before = { from: await said('ZON-1'), to: await said('ZON-4') }

  // Nothing is written while it is carried; the card says what would come of it.
  await page.locator('g[data-key="AST-3"]').waitFor()
  const from = await box(page, 'AST-3')
  const to = await box(page, 'ZON-6')
  await page.mouse.move(from.x + 12, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(from.x + 30, from.y + 30, { steps: 3 })
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 })
  await page.getByText(/Breaks \d+ zone rules|Breaks a zone rule/).waitFor()
  await page.getByText('SL-A of ZON-6').waitFor()
  await picture(page, 'diagram-drag')
  await page.keyboard.press('Escape')
  await page.mouse.up()
  expect((await said('ZON-4')) === before.to, 'a drag that was taken back has changed something')

  const dmz = await box(page, 'ZON-4')
  await page.mouse.move(from.x + 12, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(from.x + 30, from.y + 30, { steps: 3 })
  await page.mouse.move(dmz.x + dmz.width / 2, dmz.y + dmz.height - 4, { steps: 6 })
  await page.getByText('SL-A of ZON-4').waitFor()
  await page.mouse.up()
  await page.getByText('AST-3 moved to Plant DMZ.').waitFor()

  // The other browser: the historian stands in the other zone, and what rests on it has changed.
  const inDmz = other.page.locator('[role=treeitem]', { hasText: 'ZON-4' }).getByText('AST-3', { exact: true })
  await inDmz.first().waitFor()
  await other.page.waitForFunction(
    ([key, was]) => {
      const rows = [...document.querySelectorAll('[role=treeitem] > div:first-child')]
      const line = rows.find((r) => r.textContent?.includes(key))
      return line !== undefined && line.textContent !== was
    },
    ['ZON-1', before.from],
  )
  const after = { from: await said('ZON-1'), to: await said('ZON-4') }
  expect(after.from !== before.from, `SL-A and findings of ZON-1 stayed: ${after.from}`)
  expect(after.to !== before.to, `SL-A and findings of ZON-4 stayed: ${after.to}`)
  await other.page.getByRole('button', { name: 'Zones and conduits' }).click()
  await settled(other.page)
  await picture(other.page, 'diagram-second-dark')

  // Undo brings it back on both.
  await page.locator('[role=application]').focus()
  await page.keyboard.press('Control+z')
  await page.getByText('Taken back.').waitFor()
  await other.page.getByRole('button', { name: 'List', exact: true }).click()
  await other.page.locator('[role=treeitem]', { hasText: 'ZON-1' }).getByText('AST-3', { exact: true }).first().waitFor()
  expect(faults.length + other.faults.length === 0, `faults:\n  ${[...faults, ...other.faults].join('\n  ')}`)
  return minor
}
