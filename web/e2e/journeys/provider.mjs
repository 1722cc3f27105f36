// Signing in through an OpenID provider, in a browser and at a real provider
// (test/provider): the first time by an invitation, the return to where one was,
// somebody who is not let in, an identity that is linked and unlinked.
//
// spec: WEB-10
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, startServer } from '../harness.mjs'

export const title = 'sign in through an OpenID provider'

const root = fileURLToPath(new URL('../../..', import.meta.url))

function providerBinary() {
  if (process.env.CORDON_PROVIDER_BIN) return process.env.CORDON_PROVIDER_BIN
  const file = join(mkdtempSync(join(tmpdir(), 'cordon-provider-')), 'provider')
  execFileSync('go', ['build', '-o', file, './test/provider'], { cwd: root, stdio: 'inherit' })
  return file
}

/** Starts a provider that sends browsers back to a server; with what its people are called. */
async function startProvider(origin) {
  const child = spawn(providerBinary(), [`${origin}/api/v1/sign-in/providers/plant/back`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', resolve)
      child.kill('SIGTERM')
    })
  const said = await new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (/provider is at \S+\n/.test(text)) resolve(text)
    })
    child.on('exit', (code) => reject(new Error(`the provider ended with ${code}`)))
  })
  const [, first, second, password] = /people (\S+) (\S+) (\S+)/.exec(said)
  return { issuer: /provider is at (\S+)/.exec(said)[1], first, second, password, stop }
}

/** The file by which the server knows a provider. */
function providerFile({ issuer }) {
  const file = join(mkdtempSync(join(tmpdir(), 'cordon-oidc-')), 'plant.yaml')
  const lines = ['key: plant', 'name: Plant login', `issuer: ${issuer}`, 'client-id: cordon', 'client-secret: client-secret']
  writeFileSync(file, lines.join('\n') + '\n', { mode: 0o600 })
  return file
}

/** Fills in the page of the provider. */
async function atProvider(page, provider, user, password = provider.password) {
  await page.waitForURL((url) => url.origin === provider.issuer)
  await page.getByLabel('Username').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Login' }).click()
}

const withPlant = (page) => page.getByRole('button', { name: 'Sign in with Plant login' })
const userMenu = (page) => page.getByRole('button', { name: /account and administration/ })

async function signOut(page, server) {
  await userMenu(page).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await withPlant(page).waitFor()
  expect(page.url().startsWith(server.origin), `signed out at ${page.url()}`)
}

export async function run({ server: first, browser, binary }) {
  const anna = await openWindow(browser)
  const { password } = await firstAdministrator(anna.page, first)
  await openSample(anna.page)
  const provider = await startProvider(first.origin)
  await first.stop({ keep: true })
  const server = await startServer({
    binary,
    data: first.folder,
    port: first.port,
    more: ['--oidc', providerFile(provider)],
  })
  try {
    await travel({ server, browser, anna, provider, password })
  } finally {
    await provider.stop()
    await server.stop({ keep: true })
  }
}

async function travel({ server, browser, anna, provider, password }) {
  // Nobody here is linked to this person yet, and a link that is not meant for them changes nothing.
  const { page, faults } = await openWindow(browser)
  await page.goto(`${server.origin}/projects/turbine-hall/zones/ZON-1`)
  await withPlant(page).click()
  await atProvider(page, provider, provider.first, 'wrong')
  await page.getByLabel('Username').waitFor()
  expect(page.url().startsWith(provider.issuer), 'a wrong password at the provider let somebody in')
  await atProvider(page, provider, provider.first)
  await page.getByText('Nobody here is linked to this identity').waitFor()
  await checkAccess(page, 'not let in')
  await picture(page, 'provider-unknown')
  expect((await page.evaluate(() => window.fetch('/api/v1/account').then((r) => r.status))) === 401, 'a session began')

  // The first time, by an invitation.
  await anna.page.goto(`${server.origin}/projects/turbine-hall/settings`)
  await anna.page.getByText('Members').first().waitFor()
  const link = await anna.page.evaluate(async () => {
    const r = await window.fetch('/api/v1/projects/turbine-hall/invitations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ role: 'engineer' }),
    })
    return (await r.json()).address
  })
  await page.goto(`${server.origin}/${link.slice(link.indexOf('#'))}`)
  await page.getByRole('button', { name: /Plant login/ }).click()
  await atProvider(page, provider, provider.first)
  await page.getByRole('heading', { name: 'You are invited' }).waitFor()
  await checkAccess(page, 'first time')
  await picture(page, 'provider-first-time')
  // A name that somebody has is refused; the provider answers again, and what was typed is still there.
  await page.getByLabel('Login name').fill('anna')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText(/another user has this login name/).waitFor()
  await page.getByLabel('Login name').fill('tess')
  await withPlant(page).click()
  await atProvider(page, provider, provider.first)
  await page.getByRole('heading', { name: 'You are invited' }).waitFor()
  const kept = await page.getByLabel('Login name').inputValue()
  expect(kept === 'tess', `the login name that was typed is gone: ${kept}`)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { level: 1, name: /Turbine hall/ }).waitFor()

  // The return, to where one wanted to be.
  await signOut(page, server)
  await page.goto(`${server.origin}/projects/turbine-hall/zones/ZON-1`)
  await withPlant(page).click()
  await atProvider(page, provider, provider.first)
  await page.getByRole('heading', { level: 1, name: 'Turbine control' }).waitFor()
  const who = await page.evaluate(() => window.fetch('/api/v1/account').then((r) => r.json()))
  expect(who.user.login === 'tess', `signed in as ${JSON.stringify(who.user)}`)

  // An identity is linked to an account that was there, used, and unlinked.
  await anna.page.goto(`${server.origin}/account/security`)
  await anna.page.getByRole('button', { name: /Plant login/ }).click()
  await atProvider(anna.page, provider, provider.second)
  await anna.page.getByText('The identity is linked').waitFor()
  await anna.page.getByRole('button', { name: 'Continue' }).click()
  await anna.page.getByRole('cell', { name: 'Plant login' }).waitFor()
  await signOut(anna.page, server)
  await withPlant(anna.page).click()
  await atProvider(anna.page, provider, provider.second)
  await userMenu(anna.page).waitFor()
  await anna.page.goto(`${server.origin}/account/security`)
  await anna.page.getByRole('button', { name: 'Unlink' }).click()
  await anna.page.getByRole('cell', { name: 'Plant login' }).waitFor({ state: 'detached' })
  await signOut(anna.page, server)

  // Unlinked, the provider's person is a stranger again; the password is the way in.
  await withPlant(anna.page).click()
  await atProvider(anna.page, provider, provider.second)
  await anna.page.getByText('Nobody here is linked to this identity').waitFor()
  await anna.page.getByLabel('Login name').fill('anna')
  await anna.page.getByLabel('Password').fill(password)
  await anna.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await userMenu(anna.page).waitFor()
  for (const w of [faults, anna.faults]) expect(w.length === 0, `faults of the page:\n  ${w.join('\n  ')}`)
}
