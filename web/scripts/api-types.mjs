// Writes src/api/schema.ts from the OpenAPI document: the golden file of the
// server's tests or, with an address as argument, from a running server. With
// --check it only says whether the file is up to date.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const golden = '../docs/api/openapi.json'
const written = 'src/api/schema.ts'
const check = process.argv.includes('--check')
const source = process.argv.slice(2).find((a) => a !== '--check') ?? golden
if (source === golden && !existsSync(golden)) {
  console.error(
    `${golden} is not there; give the address of a server: npm run api:types -- http://127.0.0.1:8099/api/v1/openapi.json`,
  )
  process.exit(1)
}
const folder = check ? mkdtempSync(join(tmpdir(), 'cordon-types-')) : ''
const out = check ? join(folder, 'schema.ts') : written
execFileSync('node_modules/.bin/openapi-typescript', [source, '-o', out, '--root-types=false'], {
  stdio: check ? ['ignore', 'ignore', 'inherit'] : 'inherit',
})
if (check) {
  const same = readFileSync(out, 'utf8') === readFileSync(written, 'utf8')
  rmSync(folder, { recursive: true })
  if (!same) {
    console.error(`web/${written} is not made from the API document as it is; run npm run api:types in web/`)
    process.exit(1)
  }
}
