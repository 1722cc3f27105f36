// People of each role for the journeys about what they are offered.
import { checkAccess, expect, openWindow } from './harness.mjs'

/** What only those are offered who may write the model. */
const editing =
  /^(Add|New|Draw|Change target|Approve|Assess|Plan a|Duplicate|Retire|Invite|Cut|Paste|Fill|Clear|Delete|Undo|Redo|Import|Remove|Compensate|Make a baseline|Restore|Undo this|Save changes|Edit)/

/** The names of controls that are offered and enabled, and of fields that take text into the record. */
const offered = (page) =>
  page.evaluate(() => {
    const shown = (e) => e.checkVisibility() && !e.disabled && e.getAttribute('aria-disabled') !== 'true'
    const name = (e) => (e.getAttribute('aria-label') ?? e.innerText ?? '').trim()
    return [
      ...document.querySelectorAll('main button, main [role=menuitem], [role=complementary] button, [role=menu] [role=menuitem]'),
    ]
      .filter(shown)
      .map(name)
  })

const isWrite = (request) =>
  request.method() !== 'GET' && !/\/(presence|what-if|sign-in|account|search|views)\b/.test(new URL(request.url()).pathname)

/** A person of a role in a window that notes what it tries to write. */
export async function person(owner, browser, server, role, more = {}) {
  const w = await openWindow(browser)
  const link = await owner.evaluate(
    async (body) => {
      const r = await window.fetch('/api/v1/projects/turbine-hall/invitations', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      const made = await r.json()
      if (!r.ok) throw new Error(JSON.stringify(made))
      return made.address
    },
    { role, ...more },
  )
  await w.page.goto(`${server.origin}/${link.slice(link.indexOf('#'))}`)
  await w.page.locator('input[autocomplete=username]').fill(role)
  await w.page.locator('input[autocomplete=name]').fill(`Rita ${role}`)
  await w.page.locator('input[autocomplete=new-password]').fill('quiet marble twelve kites')
  await w.page.locator('button[type=submit]').click()
  await w.page.waitForURL((url) => url.hash === '' && url.pathname !== '/')
  const writes = []
  w.page.on('request', (r) => isWrite(r) && writes.push(`${r.method()} ${new URL(r.url()).pathname}`))
  return { ...w, role, writes, minor: [] }
}

/** Opens a screen and looks at what it offers. */
export async function look(who, server, path, seen) {
  const { page, role } = who
  await page.goto(`${server.origin}/projects/turbine-hall/${path}`)
  await seen(page).first().waitFor()
  const wrong = (await offered(page)).filter((name) => editing.test(name))
  expect(wrong.length === 0, `on ${path} a ${role} is offered: ${wrong.join(', ')}`)
  who.minor.push(...(await checkAccess(page, `${path} of a ${role}`)))
}

export const text = (words) => (page) => page.getByText(words)
export const heading = (name) => (page) => page.getByRole('heading', { level: 1, name })

/** The keys that write for an engineer. */
export async function tryToWrite({ page }, keys) {
  for (const key of keys) await page.keyboard.press(key)
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'A pasted title\t1.0')
    document.activeElement?.dispatchEvent(
      new window.ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  })
  const dialogs = await page.getByRole('dialog').allInnerTexts()
  expect(
    dialogs.every((d) => !/will be added|will change/i.test(d)),
    `a paste is prepared: ${dialogs}`,
  )
  await page.keyboard.press('Escape')
}

/** Everything that is there for whoever reads the whole project. */
export async function reads(who, server) {
  const { page } = who
  await look(who, server, 'assets', text('51 rows'))
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
  await tryToWrite(who, [
    'ArrowRight',
    'x',
    'Enter',
    'Delete',
    'Insert',
    'F2',
    'Control+d',
    'Control+z',
    'Control+-',
    'Shift+F10',
  ])
  await look(who, server, 'requirements', (p) => p.getByRole('gridcell'))
  await page.getByRole('gridcell').first().focus()
  await tryToWrite(who, ['Control+Home', 'm', 'n', 'p', 'x', 'Control+Enter', 'Control+z'])
  await look(who, server, 'diagram', (p) => p.getByRole('application'))
  await page.getByRole('application').focus()
  await tryToWrite(who, ['ArrowRight', 'n', 'Delete', 'F2', 'x', 'Control+z'])
  await look(who, server, 'zones/ZON-1', heading('Turbine control'))
  await look(who, server, 'overview?item=AST-1', (p) => p.getByRole('complementary').getByText('Turbine controller GT1'))
  await look(who, server, 'tests', text('192 cases'))
  await look(who, server, 'settings', heading('Settings'))
}
