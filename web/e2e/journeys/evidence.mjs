// Files are dropped and become evidence with their digest; one that is deleted
// behind the server's back is shown as missing; what ends is listed with what falls.
//
// spec: WEB-61
import { rmSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'evidence is dropped, verified, missed and expires'

/** The paths of all files below a folder. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/tests/evidence-files`)
  const zone = page.getByRole('group', { name: 'Add evidence' })
  await zone.waitFor()
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['port 22 is closed'], 'scan-of-cell.txt', { type: 'text/plain' }))
    // Longer than one request takes, so that it goes in pieces.
    transfer.items.add(new File([new Uint8Array(9_000_000).fill(65)], 'trace-of-cell.pcap', { type: 'application/octet-stream' }))
    return transfer
  })
  for (const event of ['dragenter', 'dragover', 'drop']) await zone.dispatchEvent(event, { dataTransfer: data })
  const scan = page.getByRole('row').filter({ hasText: 'scan-of-cell.txt' })
  const trace = page.getByRole('row').filter({ hasText: 'trace-of-cell.pcap' })
  await page.getByLabel('Find by title, file, digest').fill('of-cell')
  await scan.getByText(/^sha256:/).waitFor()
  await trace.getByText(/9 MB/).waitFor({ timeout: 30_000 })
  const minor = await checkAccess(page, 'evidence')
  await picture(page, 'evidence')

  // The file is shown, read to its end and compared; where it holds is said.
  await scan.getByRole('button', { name: 'scan-of-cell.txt' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('port 22 is closed').waitFor()
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await dialog.getByText(/the digest is the recorded one/).waitFor()
  await dialog.getByLabel('Proves').fill('RUN-1')
  await dialog
    .getByRole('list', { name: 'Found' })
    .getByRole('button', { name: /^RUN-1 / })
    .click()
  await dialog.getByRole('button', { name: 'Take RUN-1 away' }).waitFor()
  minor.push(...(await checkAccess(page, 'file of evidence')))
  await picture(page, 'evidence-file')
  const digest = await dialog.getByText(/^sha256:[0-9a-f]{64}$/).innerText()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await scan.getByRole('link', { name: 'RUN-1', exact: true }).waitFor()

  // Somebody deletes the file in the data folder.
  const path = filesBelow(server.folder).find((f) => f.endsWith(digest.slice(7)))
  expect(path, `no file of ${digest} in the data folder`)
  rmSync(path)
  await page.reload()
  await scan.getByText('missing').waitFor()
  await page.getByRole('button', { name: /^File missing or changed/ }).click()
  await scan.waitFor()
  await trace.waitFor({ state: 'hidden' })
  // Dropping it again mends it.
  const again = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['port 22 is closed'], 'scan-again.txt', { type: 'text/plain' }))
    return transfer
  })
  for (const event of ['dragenter', 'dragover', 'drop']) await zone.dispatchEvent(event, { dataTransfer: again })
  await page.getByRole('button', { name: /^All/ }).click()
  await scan.getByText('stored').waitFor()

  // What ends, and what falls with it.
  await page.goto(`${server.origin}/projects/turbine-hall/tests/expiry`)
  await page.getByRole('row').filter({ hasText: 'EVD-14' }).getByText('over').waitFor()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('button', { name: 'What falls with CMS-5' }).first().click()
  await page
    .getByRole('list', { name: 'Levels that fall' })
    .getByRole('listitem')
    .filter({ hasText: 'ZON-1' })
    .getByText('1 → 0')
    .waitFor()
  minor.push(...(await checkAccess(page, 'expiry')))
  await picture(page, 'expiry')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
