// A long file of evidence is on its way when the server is killed: it goes on
// where it was when the server is back. Broken by a reload, it goes on where it
// was when the same file is chosen again. Both arrive under their digests.
//
// spec: WEB-62
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, firstAdministrator, openSample, openWindow, picture, startServer } from '../harness.mjs'

export const title = 'an upload of evidence goes on after a killed server and after a reload'

const piece = 4 << 20
const pieces = 4

/** A file of some pieces whose bytes are all its own. */
function makeFile(folder, name, seed) {
  const bytes = new Uint8Array(piece * (pieces - 1) + 12_345)
  for (let i = 0, x = seed; i < bytes.length; i++) bytes[i] = (x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0) >>> 16
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return { path, name, digest: createHash('sha256').update(bytes).digest('hex') }
}

/** The stored file of a digest, as the server's folder holds it. */
function stored(server, digest) {
  const found = readdirSync(server.folder, { recursive: true, withFileTypes: true }).find((e) => e.isFile() && e.name === digest)
  return found
    ? createHash('sha256')
        .update(readFileSync(join(found.parentPath, found.name)))
        .digest('hex')
    : null
}

/** Holds pieces back from the second on until it is opened, and notes where each began. */
async function holdPieces(page, began) {
  let open
  const opened = new Promise((resolve) => (open = resolve))
  let held
  const reached = new Promise((resolve) => (held = resolve))
  await page.route('**/uploads/*', async (route) => {
    const request = route.request()
    if (request.method() !== 'PATCH') return route.continue()
    const offset = Number(await request.headerValue('upload-offset'))
    began.push(offset)
    if (offset >= piece) {
      held()
      await opened
    }
    await route.continue().catch(() => undefined) // the page may be gone
  })
  return { reached, open }
}

export async function run({ server: first, browser, binary }) {
  const { page, faults } = await openWindow(browser)
  await firstAdministrator(page, first)
  await openSample(page)
  const folder = mkdtempSync(join(tmpdir(), 'cordon-upload-'))
  const files = `${first.origin}/projects/turbine-hall/tests/evidence-files`
  await page.goto(files)
  const choose = (file) => page.locator('input[type=file]').first().setInputFiles(file.path)
  const row = (file) => page.getByRole('row').filter({ hasText: file.name })
  const said = (file) => row(file).getByText(`sha256:${file.digest.slice(0, 8)}`)

  // The server is killed between two pieces.
  const one = makeFile(folder, 'capture-one.pcap', 1)
  let began = []
  let gate = await holdPieces(page, began)
  await page.getByRole('group', { name: 'Add evidence' }).waitFor()
  await choose(one)
  await gate.reached
  await first.stop({ keep: true, signal: 'SIGKILL' })
  gate.open()
  await page
    .getByText(/offline|not saved|cannot be reached|not answer/i)
    .first()
    .waitFor()
  await picture(page, 'upload-broken')
  const second = await startServer({ binary, data: first.folder, port: first.port })
  try {
    await said(one).waitFor()
    expect(began.filter((at) => at === 0).length === 1, `the pieces began at ${began}`)
    expect(stored(second, one.digest) === one.digest, 'the stored file is not the one that was chosen')

    // The page is loaded anew between two pieces, and the same file is chosen again.
    await page.unroute('**/uploads/*')
    const two = makeFile(folder, 'capture-two.pcap', 2)
    began = []
    gate = await holdPieces(page, began)
    await choose(two)
    await gate.reached
    const gone = page.waitForEvent('requestfailed', { predicate: (r) => r.method() === 'PATCH' }).catch(() => undefined)
    await page.reload()
    await gone
    gate.open()
    await page.unroute('**/uploads/*')
    const after = []
    const next = await holdPieces(page, after)
    next.open()
    await page.getByRole('group', { name: 'Add evidence' }).waitFor()
    await choose(two)
    await said(two).waitFor()
    expect(after.length > 0 && after[0] >= piece, `after the reload the pieces began at ${after}`)
    expect(stored(second, two.digest) === two.digest, 'the stored file is not the one that was chosen')
    // Recorded once each.
    for (const file of [one, two]) {
      const rows = await row(file).count()
      expect(rows === 1, `${rows} rows of ${file.name}`)
    }
    await picture(page, 'upload-resumed')
  } finally {
    await second.stop({ keep: true })
    rmSync(folder, { recursive: true, force: true })
  }
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
}
