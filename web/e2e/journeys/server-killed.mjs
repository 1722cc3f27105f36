// The server is killed in the middle of typing, more is typed and saved while it
// is away, the page is loaded anew, and the server comes back: nothing is lost
// and nothing is there twice.
//
// spec: WEB-20
import { expect, firstAdministrator, openSample, openWindow, picture, startServer } from '../harness.mjs'

export const title = 'the server is killed in the middle of typing'

export async function run({ server, browser, binary }) {
  const { page, faults } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  const panel = `${server.origin}/projects/turbine-hall/overview?item=AST-1`
  await page.goto(panel)
  // The page loads what it needs without the server once it has come to rest.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some((r) => /HelpDrawer/.test(r.name)))
  await page.getByRole('button', { name: /^firmware / }).click()
  await page.getByRole('textbox', { name: 'firmware' }).pressSequentially('7', { delay: 10 })
  await server.stop({ keep: true, signal: 'SIGKILL' })
  await page.getByRole('textbox', { name: 'firmware' }).fill('7.7')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'firmware 7.7' }).waitFor()
  await page.getByText(/Not saved since/).waitFor()
  // A second edit on top of the first, and a third that is only half typed.
  await page.getByRole('button', { name: /^location / }).click()
  await page.getByRole('textbox', { name: 'location' }).fill('Hall 7')
  await page.keyboard.press('Enter')
  await page.getByText(/2 edits kept here/).waitFor()
  await page.getByText(/2 edits kept here/).click()
  await page
    .getByRole('dialog')
    .getByText(/Waits for the server/)
    .first()
    .waitFor()
  await picture(page, 'server-away')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^description / }).click()
  await page.getByRole('textbox', { name: 'description' }).fill('Half a sentence')

  // Loaded anew while nobody answers: the browser shows its own page.
  await page.reload({ timeout: 5000 }).catch(() => undefined)
  const again = await startServer({ binary, data: server.folder, port: server.port })
  try {
    // The browser may be loading it by itself already.
    await page.goto(panel).catch(() => page.waitForLoadState())
    const half = page.getByRole('textbox', { name: 'description' })
    await half.waitFor()
    expect((await half.inputValue()) === 'Half a sentence', `half typed was ${await half.inputValue()}`)
    await page.getByText(/^Saved/).waitFor()
    await half.press('Control+Enter')
    await page.getByRole('button', { name: /Half a sentence/ }).waitFor()
    await page.getByText(/^Saved/).waitFor()
    const done = await page.evaluate(() =>
      window
        .fetch('/api/v1/projects/turbine-hall/items/AST-1')
        .then((r) => r.json())
        .then((d) => d.properties),
    )
    expect(done.firmware === '7.7' && done.location === 'Hall 7', `the record says ${done.firmware}, ${done.location}`)
    expect(done.description === 'Half a sentence', `the record says ${done.description}`)
    const edits = await page.evaluate(() =>
      window
        .fetch('/api/v1/projects/turbine-hall/items/AST-1/history?limit=50')
        .then((r) => r.json())
        .then((d) => d.commits.filter((c) => JSON.stringify(c.operations).includes('7.7')).length),
    )
    expect(edits === 1, `the edit was recorded ${edits} times`)
  } finally {
    await again.stop({ keep: true })
  }
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
}
