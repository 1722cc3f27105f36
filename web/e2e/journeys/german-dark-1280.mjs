// German, dark, 1280 px over every screen there is: nothing scrolls sideways, axe
// finds nothing serious, and no English words of the app are left over.
//
// spec: WEB-5, WEB-6
import { readdirSync, readFileSync } from 'node:fs'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'German, dark, 1280 px'

const messages = new URL('../../src/messages/', import.meta.url)

/** The texts of a language, as they stand in its files. */
function textsOf(language) {
  const texts = new Set()
  for (const name of readdirSync(new URL(`${language}/`, messages))) {
    const source = readFileSync(new URL(`${language}/${name}`, messages), 'utf8')
    for (const [, text] of source.matchAll(/:\s*'((?:[^'\\]|\\.)+)'/g)) texts.add(text.replaceAll("\\'", "'"))
  }
  return texts
}

// Words that the record itself may hold, so that they prove nothing.
const ofTheRecord = /^[a-z0-9 ./-]{1,14}$/

/** English texts of the app without a place to fill in, that German does not use too. */
function leftOvers() {
  const german = textsOf('de')
  return [...textsOf('en')].filter((t) => !t.includes('{') && !german.has(t) && !ofTheRecord.test(t) && t.length > 3)
}

const seen = async (page) =>
  page.evaluate(() => {
    const out = new Set()
    const walk = document.createTreeWalker(document.body, 4)
    while (walk.nextNode()) {
      const box = walk.currentNode.parentElement
      if (box && !box.closest('[lang=en], script, style') && box.checkVisibility?.()) out.add(walk.currentNode.data.trim())
    }
    for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) out.add((e.getAttribute(name) ?? '').trim())
    return [...out]
  })

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser, { width: 1280, height: 800, scheme: 'dark', locale: 'de-DE' })
  await firstAdministrator(page, server)
  await openSample(page)
  const english = new Set(leftOvers())
  expect(english.size > 300, `only ${english.size} English texts were found in the message files`)
  // Titles of the record are in the language of the plant.
  const titles = await page.evaluate(() =>
    window
      .fetch('/api/v1/projects/turbine-hall/bulk')
      .then((r) => r.text())
      .then((text) => text.split('\n').flatMap((line) => (line ? [JSON.parse(line).title] : []))),
  )
  for (const said of titles) english.delete(said)
  const minor = []
  const wrong = []
  const look = async (path, name, ready) => {
    await page.goto(server.origin + path)
    await ready(page)
    await page.waitForTimeout(700)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (sideways > 0) wrong.push(`${name} scrolls ${sideways} px sideways`)
    for (const text of await seen(page)) if (english.has(text)) wrong.push(`${name} says “${text}”`)
    try {
      minor.push(...(await checkAccess(page, `${name}, German, dark`)))
    } catch (error) {
      wrong.push(error.message)
    }
    await picture(page, `de-dark-${name}`)
  }
  const project = '/projects/turbine-hall'
  const heading = (p) => p.getByRole('heading').first().waitFor()
  const nav = async (p) => {
    await p.getByRole('navigation', { name: 'Ansichten' }).waitFor()
    await p.getByRole('main').waitFor()
  }
  const tab = (name) => (p) => p.getByRole('tab', { name, selected: true }).waitFor()
  const screens = ['overview', 'diagram', 'assets', 'zones', 'requirements', 'trace', 'tests', 'history', 'settings']
  for (const screen of screens) await look(`${project}/${screen}`, screen, nav)
  // Rows of the standard are in German, with what they are for; their English titles find them all the same.
  await look(`${project}/requirements?cell=ZON-1%20SR%201.1&panel=1`, 'requirements-cell', async (p) => {
    await p.getByRole('heading', { name: 'Identifizierung und Authentifizierung menschlicher Benutzer' }).waitFor()
    await p.getByText(/^Wer das Automatisierungssystem bedient/).waitFor()
    await p.getByRole('grid').getByText('Durchsetzung der Autorisierung', { exact: true }).waitFor()
  })
  expect((await page.getByText('Human user identification').count()) === 0, 'a row of the matrix has its English title')
  for (const text of ['menschlicher Benutzer', 'Human user identification']) {
    await page.goto(`${server.origin}${project}/requirements?q=${encodeURIComponent(text)}`)
    await page.getByRole('grid').getByText('Identifizierung und Authentifizierung menschlicher Benutzer').waitFor()
  }
  await look(`${project}/trace?q=menschlicher`, 'trace-found', (p) =>
    p.getByText('Identifizierung und Authentifizierung menschlicher Benutzer').first().waitFor(),
  )
  for (const [name, words] of [
    ['fields', /Felder/],
    ['links', /Verknüpfungen/],
    ['impact', /Folgen/],
    ['comments', /Kommentare/],
    ['history', /Verlauf/],
  ])
    await look(`${project}/overview?item=AST-1${name === 'fields' ? '' : `&tab=${name}`}`, `panel-${name}`, tab(words))
  await look(`${project}/overview?item=ALL-1`, 'panel-row', (p) =>
    p.getByRole('tabpanel').getByText('Identifizierung und Authentifizierung menschlicher Benutzer').waitFor(),
  )
  for (const path of ['/account', '/account/security', '/account/sessions', '/account/tokens'])
    await look(path, path.slice(1).replace('/', '-'), heading)
  for (const path of ['users', 'invitations', 'security-events']) await look(`/administration/${path}`, path, heading)
  await look('/', 'projects', heading)
  // What the server itself says is in German too.
  await look(`${project}/assets?filter=${encodeURIComponent('firmware = 1')}`, 'filter-refused', (p) =>
    p.getByText('= vergleicht nicht; schreiben Sie ==').first().waitFor(),
  )

  await page.goto(`${server.origin}${project}/overview`)
  await nav(page)
  await page.keyboard.press('F1')
  const help = page.getByRole('complementary', { name: 'Hilfe' })
  await help.getByText('Diese Seiten gibt es bisher nur auf Englisch.').waitFor()
  await help.getByRole('searchbox').fill('suspect')
  await help.getByRole('listitem').first().waitFor()
  await page.waitForTimeout(200)
  minor.push(...(await checkAccess(page, 'help')))
  await picture(page, 'de-dark-help-search')
  await help.getByRole('listitem').first().getByRole('button').click()
  await help.getByRole('article').waitFor()
  await picture(page, 'de-dark-help')
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  expect(wrong.length === 0, wrong.join('\n  '))
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
