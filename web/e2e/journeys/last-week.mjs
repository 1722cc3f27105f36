// Back to last week: what was the plant like, what differs since, and taking one
// change back. The record gets its past from test/pastserver, whose clock is late.
//
// spec: WEB-70, WEB-72, WEB-4
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, startServer } from '../harness.mjs'

export const title = 'go back to last week and see what differed'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)

function pastBinary() {
  if (process.env.CORDON_PAST_BIN) return process.env.CORDON_PAST_BIN
  const file = join(mkdtempSync(join(tmpdir(), 'cordon-past-')), 'pastserver')
  execFileSync('go', ['build', '-o', file, './test/pastserver'], { cwd: root, stdio: 'inherit' })
  return file
}

/** Makes a project eight days ago, and gives the server of today over the same folder. */
async function withPast(browser, binary) {
  process.env.CORDON_AGO = '192h'
  let past
  try {
    past = await startServer({ binary: pastBinary() })
  } finally {
    delete process.env.CORDON_AGO
  }
  const { page, context } = await openWindow(browser)
  const who = await firstAdministrator(page, past)
  await openSample(page)
  await context.close()
  await past.stop({ keep: true })
  return { server: await startServer({ binary, data: past.folder, port: past.port }), who }
}

async function commit(page, label, message, ops) {
  const status = await page.evaluate(
    async ([label, message, ops]) => {
      const answer = await fetch('/api/v1/projects/turbine-hall/commits', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ops, label, message }),
      })
      return answer.status
    },
    [label, message, ops],
  )
  expect(status === 200, `${message}: answered with ${status}`)
}

async function changeThings(page) {
  await commit(page, 'edit', 'Historian moved to the DMZ', [
    { op: 'unlink', from: 'AST-3', verb: 'in', to: 'ZON-1' },
    { op: 'link', from: 'AST-3', verb: 'in', to: 'ZON-4' },
  ])
  await commit(page, 'edit', 'Controller updated', [{ op: 'set', key: 'AST-1', properties: { firmware: '9.9.9' } }])
  await commit(page, 'edit', 'New text', [
    {
      op: 'set',
      key: 'SYS-1',
      properties: { boundary: 'Ends at the company side of the DMZ firewall and at the terminals of the new transformer.' },
    },
    { op: 'create', kind: 'asset', title: 'Data diode' },
  ])
  for (const firmware of ['7.1', '7.2'])
    await commit(page, 'edit', `Switch updated to ${firmware}`, [{ op: 'set', key: 'AST-9', properties: { firmware } }])
}

export async function run({ browser, binary, server: unused }) {
  if (!binary) throw new Error('the journey restarts the server; it needs its binary')
  await unused.stop()
  const { server, who } = await withPast(browser, binary)
  try {
    return await journey(browser, server, who)
  } finally {
    await server.stop()
  }
}

async function journey(browser, server, who) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  const look = async (name) => {
    await page.waitForTimeout(300)
    minor.push(...(await checkAccess(page, name)))
    await picture(page, name.replaceAll(/[ ,]+/g, '-'))
  }
  await page.goto(`${server.origin}/projects/turbine-hall/overview`)
  await page.locator('input[autocomplete~=username]').fill(who.login)
  await page.locator('input[autocomplete=current-password]').fill(who.password)
  await page.locator('button[type=submit]').click()
  await page.getByText('Chains complete').waitFor()
  await changeThings(page)

  // The state switch: the end of the day a week ago.
  await page.getByRole('button', { name: 'Past state' }).click()
  await page.getByLabel('At the end of a day').fill(day(7))
  await page.getByRole('dialog').getByRole('button', { name: 'Look' }).first().click()
  await page.getByText(/You look at a past state/).waitFor()
  expect(page.url().includes(`at=${day(7)}`), `the address does not hold the day: ${page.url()}`)
  await page.getByRole('link', { name: 'History', exact: true }).click()
  await page.getByRole('heading', { name: 'Commit 3', exact: true }).waitFor()
  expect((await page.getByRole('button', { name: 'Undo this commit' }).count()) === 0, 'the past can be undone')
  await page.getByRole('button', { name: 'As built', exact: true }).click()
  await page.getByRole('heading', { name: 'Commit 8', exact: true }).waitFor()
  expect((await page.getByText(/^Today, /).count()) === 1, 'the commits are not grouped by day')
  await look('history')

  // What differs since: items, links, words, levels, gaps.
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('button', { name: /State A/ }).click()
  await page.getByLabel('At the end of a day').fill(day(7))
  await page.getByRole('dialog').getByRole('button', { name: 'Take' }).first().click()
  const main = page.getByRole('main')
  await main.getByText(/5 commits, 5 items/).waitFor()
  await main.getByRole('heading', { name: 'Security levels' }).waitFor()
  await main
    .getByRole('row', { name: /ZON-1 Turbine control/ })
    .first()
    .waitFor()
  await main.locator('ins', { hasText: '9.9.9' }).waitFor()
  await main.locator('del', { hasText: 'ZON-1' }).waitFor()
  await main.locator('ins', { hasText: 'ZON-4' }).waitFor()
  await main.locator('ins', { hasText: 'new' }).first().waitFor()
  await main.getByText('+ opened').first().waitFor()
  await look('history compare')
  await main.getByRole('combobox', { name: 'Zone or conduit' }).selectOption('ZON-4')
  await main.getByText(/5 commits, [12] items?,/).waitFor()
  await main.getByRole('combobox', { name: 'Zone or conduit' }).selectOption('')
  await page.getByRole('button', { name: 'Diagrams overlaid' }).click()
  await main.getByText(/moved from Turbine control to Plant DMZ/).waitFor()
  await look('history diagrams')
  await page.getByRole('button', { name: 'Diagrams side by side' }).click()
  await main.getByText(/moved from Turbine control to Plant DMZ/).waitFor()
  const address = page.url()
  await page.reload()
  await main.getByText(/moved from Turbine control to Plant DMZ/).waitFor()
  expect(page.url() === address, 'the address does not hold the comparison')

  // Take one change back; one that was changed again since is refused with the reason.
  await page.getByRole('button', { name: 'Commits', exact: true }).click()
  const row = (message) => page.getByTestId('timeline').getByRole('button', { name: message })
  await row(/Switch updated to 7\.1/).click()
  await page.getByRole('button', { name: 'Undo this commit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/AST-9/).waitFor()
  await look('history conflict')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Commit 6', exact: true }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: 'Commit 5', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo this commit' }).click()
  await page.getByText('Commit 5 is undone by commit 9.').waitFor()
  await row(/^9 undo/).waitFor()

  // Find: by words, by item, by day.
  await page.getByRole('searchbox', { name: 'Words or number' }).fill('historian')
  await row(/Switch updated/)
    .first()
    .waitFor({ state: 'detached' })
  await row(/Historian moved/).waitFor()
  await page.getByRole('searchbox', { name: 'Words or number' }).fill('')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await dialog.getByLabel('Item').fill('ast-9')
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await row(/Historian moved/).waitFor({ state: 'detached' })
  await look('history filter')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Item AST-9/ }).click()
  await row(/Historian moved/).waitFor()

  // Give last week a name, and bring all of it back.
  await page.goto(`${server.origin}/projects/turbine-hall/history?commit=3`)
  await page.getByRole('button', { name: 'Make a baseline' }).click()
  await dialog.getByLabel('Name').fill('Before the works')
  await dialog.getByRole('button', { name: 'Make a baseline' }).click()
  await page.getByText(/BAS-2 names this state/).waitFor()
  await page.getByTestId('timeline').getByText('Before the works').waitFor()
  await page.getByRole('button', { name: 'Restore this state' }).click()
  await dialog.getByText('What will change').or(dialog.getByRole('region')).first().waitFor()
  await dialog.getByText('Data diode').waitFor()
  await look('history restore')
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByText(/is restored by commit 11/).waitFor()
  const zone = await page.evaluate(() =>
    fetch('/api/v1/projects/turbine-hall/items/AST-3')
      .then((r) => r.json())
      .then((d) => d.links.find((l) => l.verb === 'in').to),
  )
  expect(zone === 'ZON-1', `the historian is in ${zone} after all was restored`)
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
