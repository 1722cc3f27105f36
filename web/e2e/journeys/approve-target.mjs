// A decision about a target is an edit like any other: it is taken back and
// brought back, two who decide at once are asked, and one that was made while the
// server was away is in the record when it is back, once.
//
// spec: WEB-57, WEB-20, WEB-22, WEB-23
import {
  checkAccess,
  expect,
  firstAdministrator,
  openSample,
  openWindow,
  picture,
  signInInvited,
  startServer,
} from '../harness.mjs'

export const title = 'a target is approved: taken back, decided by two at once, decided without a server'

const before = '{2,2,2,1,3,2,2}'

/** Opens the dialog and sets one FR by its key. */
async function set(page, fr, level) {
  await page.getByRole('button', { name: 'Change target' }).click()
  const dialog = page.getByRole('dialog', { name: /Target of/ })
  const slider = dialog.getByRole('slider', { name: new RegExp(`${fr}$`) })
  await slider.focus()
  await page.keyboard.press(String(level))
  await slider.and(page.locator(`[aria-valuenow="${level}"]`)).waitFor()
  return dialog
}

const approve = async (dialog) => {
  await dialog.getByRole('button', { name: 'Approve target' }).click()
  await dialog.waitFor({ state: 'detached' })
}

const decision = (page, vector) => page.locator('dd', { hasText: vector }).first().waitFor()

const recorded = (page) =>
  page.evaluate(async () => {
    const item = await window.fetch('/api/v1/projects/turbine-hall/items/ZON-1').then((r) => r.json())
    const log = await window.fetch('/api/v1/projects/turbine-hall/commits?limit=50').then((r) => r.json())
    return {
      target: `{${item.properties.approved_target.join(',')}}`,
      by: item.properties.target_approved_by,
      rationale: item.properties.target_rationale,
      approvals: log.commits.filter((c) => c.label === 'approve target').length,
    }
  })

export async function run({ server, browser, binary }) {
  const a = await openWindow(browser)
  const b = await openWindow(browser)
  await firstAdministrator(a.page, server)
  await openSample(a.page)
  await signInInvited(a.page, b.page, server, { login: 'ben', name: 'Ben Okafor', role: 'engineer' })
  const place = `${server.origin}/projects/turbine-hall/zones/ZON-1`
  for (const w of [a, b]) {
    await w.page.goto(place)
    await decision(w.page, before)
  }
  const asBefore = await recorded(a.page)

  // Approved, taken back by the keyboard, brought back, taken back by the button.
  await approve(await set(a.page, 'UC', 3))
  await decision(a.page, '{2,3,2,1,3,2,2}')
  await a.page.getByText(/^Saved/).waitFor()
  await a.page.keyboard.press('Control+z')
  await decision(a.page, before)
  const back = await recorded(a.page)
  expect(
    back.target === before && back.by === asBefore.by && back.rationale === asBefore.rationale,
    `taken back, and the record says ${JSON.stringify(back)}, not ${JSON.stringify(asBefore)}`,
  )
  await a.page.keyboard.press('Control+y')
  await decision(a.page, '{2,3,2,1,3,2,2}')
  await a.page.keyboard.press('Control+z')
  await decision(a.page, before)
  await decision(b.page, before)

  // Two decide at once: the slower one is asked, about one choice.
  const slow = await set(b.page, 'IAC', 4)
  await slow.getByRole('textbox', { name: 'Rationale' }).fill('Visitors in the control room')
  await approve(await set(a.page, 'UC', 4))
  await decision(a.page, '{2,4,2,1,3,2,2}')
  await b.page.locator('dd', { hasText: '{2,4,2,1,3,2,2}' }).first().waitFor({ state: 'attached' })
  await approve(slow)
  await b.page.getByText('Your decision is on its way').waitFor()
  await b.page.getByRole('button', { name: 'edit needs you' }).click()
  const dialog = b.page.getByRole('dialog')
  await dialog.getByRole('radiogroup', { name: /ZON-1/ }).first().waitFor()
  const choices = await dialog.getByRole('radiogroup').count()
  expect(choices === 1, `${choices} choices about one decision`)
  await checkAccess(b.page, 'two decisions')
  await picture(b.page, 'two-decisions')
  expect((await recorded(b.page)).target === '{2,4,2,1,3,2,2}', 'the slower decision was recorded without asking')
  await dialog.getByRole('button', { name: 'Save the choice' }).click()
  await dialog.getByText('Everything is saved.').waitFor()
  await b.page.keyboard.press('Escape')
  for (const w of [a, b]) await decision(w.page, '{4,2,2,1,3,2,2}')
  const chosen = await recorded(b.page)
  expect(chosen.by === 'Ben Okafor' && chosen.rationale === 'Visitors in the control room', JSON.stringify(chosen))

  // The server goes away over the open dialog.
  const offline = await set(a.page, 'RA', 4)
  await offline.getByRole('textbox', { name: 'Rationale' }).fill('Decided on the train')
  await b.context.close()
  await server.stop({ keep: true, signal: 'SIGKILL' })
  await approve(offline)
  await a.page.getByText('Your decision is on its way').waitFor()
  await a.page.getByText(/kept here/).waitFor()
  await a.page.reload({ timeout: 5000 }).catch(() => undefined)
  const again = await startServer({ binary, data: server.folder, port: server.port })
  try {
    await a.page.goto(place).catch(() => a.page.waitForLoadState())
    await decision(a.page, '{4,2,2,1,3,2,4}')
    await a.page.getByText(/^Saved/).waitFor()
    await a.page.getByText('Your decision is on its way').waitFor({ state: 'detached' })
    const end = await recorded(a.page)
    expect(
      end.approvals === chosen.approvals + 1 && end.by === 'Anna Nowak' && end.rationale === 'Decided on the train',
      `the record says ${JSON.stringify(end)}`,
    )
  } finally {
    await again.stop({ keep: true })
  }
  for (const w of [a, b]) expect(w.faults.length === 0, `faults of the page:\n  ${w.faults.join('\n  ')}`)
}
