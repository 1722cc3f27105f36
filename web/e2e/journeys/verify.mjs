// The record verifies in the browser, with figures; a byte that was changed on
// the way is found and named; one item's history is proved.
//
// spec: WEB-71
import { Buffer } from 'node:buffer'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'verify the record in the browser; a changed byte is found'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/history/proof`)
  const main = page.getByRole('main')

  await main.getByRole('button', { name: 'Verify now' }).click()
  await main.getByText('All 3 commits are as they were signed.').waitFor()
  await main.getByText('3 leaves').waitFor()
  await main.getByText(/carries a good signature/).waitFor()
  await main.getByText(/First check in this browser/).waitFor()
  const said = await page.evaluate(() => fetch('/api/v1/projects/turbine-hall/checkpoint').then((r) => r.json()))
  const root = Buffer.from(said.checkpoint.split('\n')[2], 'base64').toString('hex')
  expect((await main.getByText(root).count()) > 0, `the root ${root} is not shown`)
  expect((await main.getByText(`--key '${said.key}'`).count()) > 0, 'the command does not name the key')

  // The next check is held against this one.
  await page.evaluate(() =>
    fetch('/api/v1/projects/turbine-hall/commits', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ops: [{ op: 'set', key: 'ZON-1', title: 'Turbine' }] }),
    }),
  )
  await page.getByText('4 commits', { exact: true }).waitFor()
  await main.getByRole('button', { name: 'Verify again' }).click()
  await main.getByText('All 4 commits are as they were signed.').waitFor()
  await main.getByText(/begins with the 3 commits that this browser verified/).waitFor()

  // One item, with the path to the root.
  await main.getByLabel('Item or file').fill('zon-1')
  await main.getByRole('button', { name: 'Prove', exact: true }).click()
  await main.getByText(/commits about ZON-1 are in the signed record of 4, unchanged/).waitFor()
  await main.getByRole('figure', { name: /Path of commit 4 to the signed root, 2 hashes/ }).waitFor()
  minor.push(...(await checkAccess(page, 'proof')))
  await picture(page, 'proof')
  const [file] = await Promise.all([page.waitForEvent('download'), main.getByRole('link', { name: 'Save the proof' }).click()])
  expect(file.suggestedFilename().endsWith('.proof'), `the proof is saved as ${file.suggestedFilename()}`)

  // Somebody on the way changes one byte of the second commit.
  await page.route('**/log', async (route) => {
    const answer = await route.fetch()
    const body = await answer.body()
    const at = body.indexOf('Proof test of the emergency shutdown')
    expect(at > 0, 'the log does not hold the text of commit 2')
    body[at] ^= 1
    await route.fulfill({ response: answer, body })
  })
  await main.getByRole('button', { name: 'Verify again' }).click()
  await main
    .getByRole('alert')
    .getByText(/The record does not verify/)
    .waitFor()
  await main.getByText(/Commit 2 does not match the signed log: its text was altered/).waitFor()
  await main.getByRole('button', { name: 'Show commit 2' }).waitFor()
  minor.push(...(await checkAccess(page, 'proof that fails')))
  await picture(page, 'proof-fails')
  await page.unroute('**/log')

  // A checkpoint that is not the one of the log: the signature is another's word.
  await page.route('**/checkpoint', async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const lines = body.checkpoint.split('\n')
    lines[2] = Buffer.alloc(32, 7).toString('base64')
    await route.fulfill({ response: answer, json: { ...body, checkpoint: lines.join('\n') } })
  })
  await main.getByRole('button', { name: 'Verify again' }).click()
  await main.getByText(/does not agree with the checkpoint that the server gave/).waitFor()
  await page.unroute('**/checkpoint')
  await main.getByRole('button', { name: 'Verify again' }).click()
  await main.getByText('All 4 commits are as they were signed.').waitFor()
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
