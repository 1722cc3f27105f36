// Writes src/ui/styles/tokens.css from tokens.json. A test compares the two.
import { readFileSync, writeFileSync } from 'node:fs'

export function tokensCss(tokens) {
  const block = (set) =>
    Object.entries(set)
      .map(([name, value]) => `  --${name}: ${value};`)
      .join('\n')
  return [
    '/* Made from tokens.json by scripts/tokens.mjs; do not edit. */',
    `:root {\n  color-scheme: light;\n${block(tokens.light)}\n}`,
    `@media (prefers-color-scheme: dark) {\n:root:not([data-theme='light']) {\n  color-scheme: dark;\n${block(tokens.dark)}\n}\n}`,
    `:root[data-theme='dark'] {\n  color-scheme: dark;\n${block(tokens.dark)}\n}`,
    `@media print {\n:root:root:root {\n  color-scheme: light;\n${block(tokens.light)}\n}\n}`,
    '',
  ].join('\n')
}

if (process.argv[1]?.endsWith('tokens.mjs')) {
  const tokens = JSON.parse(readFileSync('src/ui/styles/tokens.json', 'utf8'))
  writeFileSync('src/ui/styles/tokens.css', tokensCss(tokens))
}
