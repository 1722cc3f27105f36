// One chain is closed from the row to its evidence in the panel, a file is dropped on the cell, and SL-A rises on the page.
//
// spec: WEB-51
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'a chain closed from SR to evidence, and SL-A rises'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  // A zone with one asset and a target of 1 in one FR: every row up to it is to be closed.
  const target = await page.evaluate(async () => {
    const at = '/api/v1/projects/turbine-hall'
    const get = (path) => fetch(at + path).then((r) => r.json())
    const post = (path, body) =>
      fetch(at + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).then(
        (r) => r.json(),
      )
    const made = await post('/commits', {
      ops: [
        { op: 'create', kind: 'zone', ref: '$z', title: 'Pump house', properties: { target: [0, 0, 0, 1, 0, 0, 0] } },
        {
          op: 'create',
          kind: 'asset',
          ref: '$a',
          title: 'Pump PLC',
          properties: { component_types: ['embedded-device'], firmware: '2.1' },
        },
        { op: 'link', from: '$a', verb: 'in', to: '$z' },
      ],
    })
    const zone = (await get('/levels')).places.find((p) => p.title === 'Pump house').key
    const approved = await post(`/places/${zone}/target`, { rationale: 'The pump can be run by hand.' })
    return { zone, made, approved }
  })
  expect(target.zone, `the zone is not there: ${JSON.stringify(target)}`)
  const { zone } = target
  await page.goto(`${server.origin}/projects/turbine-hall/requirements?place=${zone}&fr=DC&panel=1&cell=${zone}%20SR%204.1`)
  await page.getByRole('grid').waitFor()
  const level = page.getByRole('gridcell', { name: /SL-A of SL-T/ })
  expect(/^0\/1/.test((await level.getAttribute('aria-label')) ?? ''), 'the zone does not begin at 0 of 1')
  const panel = page.getByRole('complementary', { name: 'Row on this place' })
  const chain = panel.getByRole('region', { name: 'Chain' })
  const rows = await page.getByRole('rowheader', { name: /^SR 4/ }).count()
  const lesser = []
  for (let i = 0; i < rows; i++) {
    // The next gap, by key; the panel follows.
    await page.getByRole('grid').focus()
    if (i > 0) await page.keyboard.press('j')
    await page.keyboard.press('m')
    await panel.getByText(/First broken step: no design/).waitFor()
    await chain.getByRole('button', { name: 'Add design' }).click()
    await page.keyboard.press('Enter')
    await chain.getByText(/breaks: (component requirement missing|no test)/).waitFor()
    if (i === 0) lesser.push(...(await checkAccess(page, 'panel of a cell')))
    const add = chain.getByRole('button', { name: /Add (\d+ )?component requirement/ })
    if (await chain.getByText('breaks: component requirement missing').isVisible()) {
      await add.click()
      await chain.getByText('breaks: no test').waitFor()
    }
    await chain.getByRole('button', { name: 'Add test' }).click()
    await page.keyboard.press('Enter')
    await chain.getByText('breaks: not run').waitFor()
    if (i === 0) await picture(page, 'requirements-chain')
    await dropOn(page, page.locator('[role=gridcell][id]'), `record-${i}.txt`, `record ${i}: nothing is readable on the wire`)
    const dialog = page.getByRole('dialog', { name: /Evidence for/ })
    await dialog.waitFor()
    expect(
      /a new run of/.test(await dialog.getByLabel('It proves').evaluate((s) => s.selectedOptions[0].textContent)),
      'no run is proposed',
    )
    await page.waitForTimeout(250)
    if (i === 0) {
      lesser.push(...(await checkAccess(page, 'evidence')))
      await picture(page, 'requirements-evidence')
    }
    await dialog.getByRole('button', { name: 'Record evidence' }).click()
    await dialog.waitFor({ state: 'detached' })
    await chain.getByText('complete', { exact: true }).waitFor()
  }
  await page.getByRole('gridcell', { name: /^1\/1/ }).waitFor()
  await picture(page, 'requirements-closed')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return lesser
}

/** Drops a file where an element is, as from the desktop. */
async function dropOn(page, target, name, text) {
  const box = await target.boundingBox()
  const data = await page.evaluateHandle(
    ([n, t]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([t], n, { type: 'text/plain' }))
      return transfer
    },
    [name, text],
  )
  const at = {
    dataTransfer: data,
    clientX: box.x + box.width / 2,
    clientY: box.y + box.height / 2,
    bubbles: true,
    cancelable: true,
  }
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, at)
}
