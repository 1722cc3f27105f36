// What every journey needs: a real server on an empty folder, a real Chromium,
// and a check of accessibility.
import axe from 'axe-core'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where pictures go; outside the repository. */
export const pictures = process.env.CORDON_PICTURES ?? join(tmpdir(), 'cordon-pictures')

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Starts a server on a folder of its own. `link` is the path of the first administrator's link; `more` are further flags. */
export async function startServer({ binary, sample = 'turbine-hall', data, port, more = [] } = {}) {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'cordon-e2e-'))
  const at = port ?? (await freePort())
  const args = ['serve', '--data', folder, '--listen', `127.0.0.1:${at}`, ...more]
  if (sample && !data) args.push('--sample', sample)
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ready = new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk
      if (/Cordon is at /.test(said) && (data || /#\/link\/\S+\n/.test(said))) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)))
    setTimeout(() => reject(new Error(`the server is not ready after a minute:\n${said}`)), 60_000).unref()
  })
  await ready
  const origin = `http://localhost:${at}`
  return {
    origin,
    port: at,
    folder,
    link: /#\/link\/\S+/.exec(said)?.[0] ?? '',
    log: () => said,
    /** Ends the server; with keep its folder stays for another start. */
    stop: ({ keep = false, signal = 'SIGTERM' } = {}) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.removeAllListeners('exit')
        child.on('exit', () => {
          if (!keep) rmSync(folder, { recursive: true, force: true })
          resolve()
        })
        child.kill(signal)
      }),
  }
}

function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const folders = (process.env.PATH ?? '').split(':')
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
  if (!found) throw new Error('no Chromium was found; install it, or set CHROMIUM to its path')
  return found
}

/** Starts a browser that knows nothing. */
export async function startBrowser() {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: flags })
}

/** A window of the browser; faults of the page are collected and end the journey. */
export async function openWindow(browser, { width = 1440, height = 900, scheme = 'light', locale = 'en-GB' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (e) => faults.push(`page: ${e.message}`))
  page.on('console', (m) => {
    // A refused call is part of some journeys; the browser logs each.
    if (m.type() === 'error' && !/Failed to load resource|net::ERR/.test(m.text())) faults.push(`console: ${m.text()}`)
  })
  page.setDefaultTimeout(process.env.CI ? 40_000 : 15_000)
  return { context, page, faults }
}

/** Fails on serious findings of axe. */
export async function checkAccess(page, where) {
  await page.evaluate(axe.source)
  const result = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
  )
  const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  if (serious.length > 0) {
    const lines = serious.flatMap((v) => [
      `${v.id} (${v.impact}): ${v.help}`,
      ...v.nodes
        .slice(0, 4)
        .map((n) => `    ${n.html.slice(0, 200)}\n      ${n.failureSummary?.split('\n').slice(1, 3).join(' ')}`),
    ])
    throw new Error(`${where} cannot be used by everybody:\n  ${lines.join('\n  ')}`)
  }
  return result.violations.map((v) => `${where}: ${v.id} (${v.impact})`)
}

/** Takes a picture for people to look at. */
export async function picture(page, name) {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/**
 * Makes the first administrator through the page, and ends on the list of
 * projects. With only there is one project, in which the link ends.
 */
export async function firstAdministrator(
  page,
  server,
  { login = 'anna', name = 'Anna Nowak', password = 'copper river seven lamps', only = false } = {},
) {
  await page.goto(`${server.origin}/${server.link}`)
  await page.locator('input[autocomplete=username]').fill(login)
  await page.locator('input[autocomplete=name]').fill(name)
  await page.locator('input[autocomplete=new-password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForURL((url) => url.hash === '')
  await page.waitForURL((url) => url.pathname !== '/' || !only)
  await page.goto(server.origin)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  return { login, name, password }
}

/** Opens the sample plant; the first administrator owns it, another one takes a role. */
export async function openSample(page) {
  await page.getByRole('link', { name: /Turbine hall/ }).click()
  const take = page.getByRole('button', { name: /Become owner|Eigner werden/ })
  const opened = page.getByRole('heading', { level: 1, name: /Turbine hall/ })
  await take.or(opened).first().waitFor()
  if (await take.isVisible()) await take.click()
  await opened.waitFor()
}

export function expect(condition, message) {
  if (!condition) throw new Error(message)
}

/** Invites somebody to the project and lets them in through another window. */
export async function signInInvited(
  owner,
  page,
  server,
  { login, name, role = 'engineer', project = 'turbine-hall', password = 'quiet marble twelve kites' },
) {
  const link = await owner.evaluate(
    async ([key, gives]) => {
      const r = await window.fetch(`/api/v1/projects/${key}/invitations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ role: gives }),
      })
      const made = await r.json()
      if (!r.ok) throw new Error(JSON.stringify(made))
      return made.address
    },
    [project, role],
  )
  await page.goto(`${server.origin}/${link.slice(link.indexOf('#'))}`)
  await page.locator('input[autocomplete=username]').fill(login)
  await page.locator('input[autocomplete=name]').fill(name)
  await page.locator('input[autocomplete=new-password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => url.hash === '')
  return { login, name, password }
}
