// Writes src/api/schema.ts from the OpenAPI document: the golden file of the
// server's tests or, with an address as argument, from a running server.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const golden = '../docs/api/openapi.json'
const source = process.argv[2] ?? golden
if (source === golden && !existsSync(golden)) {
  console.error(
    `${golden} is not there; give the address of a server: npm run api:types -- http://127.0.0.1:8099/api/v1/openapi.json`,
  )
  process.exit(1)
}
execFileSync('node_modules/.bin/openapi-typescript', [source, '-o', 'src/api/schema.ts', '--root-types=false'], {
  stdio: 'inherit',
})
