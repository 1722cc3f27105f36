// Roles that write a part: a reviewer is offered what a reader is, and says that a
// link still holds; a supplier is shown its products and describes them. Nothing
// is offered that the server would refuse.
//
// spec: WEB-11
import { expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'
import { heading, look, person, reads, text, tryToWrite } from '../roles.mjs'

export const title = 'what those are offered who write a part: reviewer and supplier'

async function reviewer(who, server, suspect) {
  const { page, writes } = who
  await reads(who, server)
  await look(who, server, 'history', text(/^\d commits/))
  expect(writes.length === 0, `the reviewer tried to write: ${writes}`)
  await page.goto(`${server.origin}/projects/turbine-hall/overview?item=${suspect.from}&tab=links`)
  const panel = page.getByRole('complementary')
  const doubts = panel.getByTitle('Suspect: what this rests on has changed')
  await doubts.first().waitFor()
  const before = await doubts.count()
  await doubts.first().click()
  await panel.getByRole('textbox', { name: 'Why does it still hold?' }).fill('Looked at on site.')
  await panel.getByRole('button', { name: 'It still holds' }).click()
  await page.waitForFunction(
    ([title, count]) =>
      document.querySelectorAll(`aside [title="${title}"], [role=complementary] [title="${title}"]`).length < count,
    ['Suspect: what this rests on has changed', before],
  )
  await page.getByText(/^Saved/).waitFor()
  expect(writes.length === 1 && /commits$/.test(writes[0]), `the reviewer wrote: ${writes}`)
}

async function supplier(who, server) {
  const { page, writes } = who
  await look(who, server, 'overview', text(/Suppliers see the products given to them/))
  await page.getByText(/^Saved/).waitFor() // it is not told of changes, and asks
  await picture(page, 'role-supplier')
  await page.getByRole('link', { name: 'To your products' }).click()
  await page.getByText('2 rows').first().waitFor()
  for (const path of ['requirements', 'diagram', 'zones/ZON-1', 'tests', 'trace'])
    await look(who, server, path, text(/Suppliers see the products given to them/))
  await look(who, server, 'settings', heading('Settings'))
  await look(who, server, 'assets?kind=product', text('2 rows'))
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
  await tryToWrite(who, ['ArrowRight', 'x', 'Enter', 'Delete', 'Insert', 'Control+d', 'Control+z'])
  expect(writes.length === 0, `the supplier tried to write: ${writes}`)
  // Its own product is its own to describe.
  await look(who, server, 'assets?kind=product&item=PRD-3', (p) =>
    p.getByRole('complementary').getByRole('heading', { level: 2 }),
  )
  await page.getByRole('button', { name: /^description / }).click()
  await page.getByRole('textbox', { name: 'description' }).fill('As its supplier says')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: /As its supplier says/ }).waitFor()
  await page.getByText(/^Saved/).waitFor()
  expect(writes.length === 1 && /commits$/.test(writes[0]), `the supplier wrote: ${writes}`)
}

export async function run({ server, browser }) {
  const anna = await openWindow(browser)
  await firstAdministrator(anna.page, server)
  await openSample(anna.page)
  const ask = (path) => anna.page.evaluate((p) => window.fetch(`/api/v1/projects/turbine-hall${p}`).then((r) => r.json()), path)
  const [suspect] = (await ask('/links/suspect')).links
  const before = (await ask('')).head.commit
  const r = await person(anna.page, browser, server, 'reviewer')
  const s = await person(anna.page, browser, server, 'supplier', { products: ['PRD-1', 'PRD-3'] })
  await Promise.all([reviewer(r, server, suspect), supplier(s, server)])
  const after = (await ask('')).head.commit
  expect(after === before + 2, `${after - before} commits were made, want one of each`)
  for (const w of [r, s]) expect(w.faults.length === 0, `faults of the page of a ${w.role}:\n  ${w.faults.join('\n  ')}`)
  return [...r.minor, ...s.minor]
}
