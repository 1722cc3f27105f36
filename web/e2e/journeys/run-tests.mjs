// A test case is carried out step by step, with a file dropped on a step and a
// reload in the middle; the level of the zone rises.
//
// spec: WEB-60
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'a test is run step by step with evidence, and SL-A rises'

/** A zone whose target asks for one row, with all of its chain but the run. */
async function prepare(page, origin) {
  return page.evaluate(async (base) => {
    const send = async (path, body) => {
      const answer = await fetch(`${base}/api/v1/projects/turbine-hall/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
      return answer.json()
    }
    const keyOf = async (kind, name) => {
      const list = await fetch(`${base}/api/v1/projects/turbine-hall/items?kind=${encodeURIComponent(kind)}&limit=5000`).then(
        (r) => r.json(),
      )
      return list.items.find((i) => i.title === name || i.links.some((l) => l.to === name)).key
    }
    await send('commits', {
      ops: [
        {
          op: 'create',
          kind: 'zone',
          ref: '$zone',
          title: 'Log room',
          properties: { type: 'control', target: [0, 0, 0, 0, 0, 1, 0] },
        },
      ],
    })
    const zone = await keyOf('zone', 'Log room')
    await send(`places/${zone}/target`, { target: [0, 0, 0, 0, 0, 1, 0] })
    const allocation = await keyOf('allocation', zone)
    await send('commits', {
      ops: [
        { op: 'set', key: allocation, properties: { assessment: 'met' } },
        { op: 'create', kind: 'countermeasure', ref: '$cms', title: 'Log server' },
        { op: 'link', from: '$cms', verb: 'satisfies', to: allocation },
        { op: 'link', from: '$cms', verb: 'deployed at', to: zone },
        { op: 'create', kind: 'design artifact', ref: '$dsn', title: 'Logging concept' },
        { op: 'link', from: '$dsn', verb: 'realizes', to: allocation },
        {
          op: 'create',
          kind: 'test case',
          ref: '$tst',
          title: 'Logs can be read',
          properties: {
            method: 'test',
            procedure: '1. Sign in as an auditor\n2. Open the log of yesterday\n3. Try to delete an entry',
            expected: 'The sign-in is logged\nAll events are there\nThe entry cannot be deleted',
          },
        },
        { op: 'link', from: '$tst', verb: 'verifies', to: '$cms' },
      ],
    })
    return { zone, test: await keyOf('test case', 'Logs can be read') }
  }, origin)
}

/** Drops a file as a person does with the mouse. */
async function drop(page, target, name, content, type = 'text/plain') {
  const data = await page.evaluateHandle(
    ([n, c, t]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([c], n, { type: t }))
      return transfer
    },
    [name, content, type],
  )
  for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer: data })
}

export async function run({ server, browser }) {
  const { page, faults, context } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  const { zone, test } = await prepare(page, server.origin)
  await page.goto(`${server.origin}/projects/turbine-hall/tests?q=logs+can`)
  const line = page.getByRole('row').filter({ hasText: 'Logs can be read' })
  await line.getByText('not run').waitFor()
  await line.getByText('Log room').waitFor()
  const minor = await checkAccess(page, 'cases')
  await line.getByRole('link', { name: `Run: ${test}` }).click()

  await page.getByText('Sign in as an auditor').last().waitFor()
  await page.getByText('The sign-in is logged').waitFor()
  await page.locator('body').press('1')
  await page.getByText('Step 2 of 3').waitFor()
  await page.getByLabel('What was seen').fill('Events of all five stations are there.')
  await drop(page, page.getByRole('group', { name: 'Evidence of step 2' }), 'log-of-yesterday.txt', 'all events of 22 November')
  const file = page.getByRole('list', { name: 'Files of this step' }).getByText('log-of-yesterday.txt')
  await file.waitFor()
  await page.getByText(/^sha256:[0-9a-f]{12}…$/).waitFor()

  // The browser is closed in the middle.
  await page.reload()
  await page.getByText('Step 2 of 3').waitFor()
  await file.waitFor()
  expect(
    (await page.getByLabel('What was seen').inputValue()) === 'Events of all five stations are there.',
    'what was typed is lost',
  )
  minor.push(...(await checkAccess(page, 'run')))
  await picture(page, 'run')
  await page.getByLabel('What was seen').press('Alt+1')
  await page.getByText('Step 3 of 3').waitFor()
  const finish = page.getByRole('button', { name: 'Record the run' })
  expect(await finish.isDisabled(), 'a run with an open step can be recorded')
  await page.getByRole('button', { name: /^Failed/ }).click()
  await page.getByText('A step that did not pass needs what was seen.').waitFor()
  await page.getByRole('button', { name: /^Passed/ }).click()
  await finish.click()

  await page.getByText(/RUN-\d+ is recorded/).waitFor()
  const levels = page.getByRole('listitem').filter({ hasText: zone }).filter({ hasText: 'TRE' })
  await levels.getByText('0 → 1').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'SR 6.1' }).getByText('complete').waitFor()
  await page.getByText('Passed').first().waitFor()
  minor.push(...(await checkAccess(page, 'result')))
  await picture(page, 'run-result')
  const achieved = await page.evaluate(
    (key) =>
      fetch(`/api/v1/projects/turbine-hall/levels?item=${key}`)
        .then((r) => r.json())
        .then((d) => d.places[0].achieved[5]),
    zone,
  )
  expect(achieved === 1, `SL-A in TRE is ${achieved}`)

  await page.getByRole('link', { name: 'All cases' }).click()
  await page.getByLabel('Find by key, title, row').fill('logs can')
  await page.getByRole('row').filter({ hasText: test }).getByText('passed').waitFor()

  // A campaign counts its own runs only.
  await page.getByLabel(`Choose ${test}`).check()
  await page.getByRole('button', { name: 'Plan a campaign of 1 case' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('SAT: Log room')
  await page.getByRole('button', { name: 'Plan it' }).click()
  await page.getByRole('navigation', { name: 'Parts of tests and evidence' }).getByRole('link', { name: 'Campaigns' }).click()
  await page.getByRole('row').filter({ hasText: 'SAT: Log room' }).getByText('0 of 1 done').waitFor()
  minor.push(...(await checkAccess(page, 'campaigns')))
  await page.getByRole('link', { name: 'SAT: Log room' }).click()
  await page.getByRole('link', { name: `Next: ${test}` }).click()
  for (const step of [1, 2, 3]) {
    await page.getByText(`Step ${step} of 3`).waitFor()
    await page.locator('body').press('1')
  }
  // Without a connection the run waits, and goes when the server is back.
  await context.setOffline(true)
  await finish.click()
  await page.getByText(/The run is on its way to the record/).waitFor()
  await context.setOffline(false)
  await page.getByText(/RUN-\d+ is recorded/).waitFor({ timeout: 40_000 })
  await page.getByRole('link', { name: 'The campaign' }).click()
  await page.getByText('1 of 1 done').waitFor()
  await picture(page, 'campaign')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
