// Which folder of src may import from which. The rule reads relative imports
// only; packages from outside are listed below where they are not for all.
import path from 'node:path'

const inner = ['lib', 'messages', 'domain', 'ui', 'api', 'diagram', 'features', 'app']

/** What each folder may import beside itself. */
export const mayImport = {
  lib: [],
  messages: ['lib'],
  domain: ['lib'],
  ui: ['lib', 'messages', 'domain'],
  api: ['lib', 'domain'],
  diagram: ['lib', 'messages', 'domain', 'ui', 'api'],
  features: ['lib', 'messages', 'domain', 'ui', 'api', 'diagram'],
  app: ['lib', 'messages', 'domain', 'ui', 'api', 'diagram', 'features'],
}

/** Packages that only some folders know. */
export const packageHomes = {
  '@mantine/': ['ui'],
  'openapi-fetch': ['api'],
  react: ['lib', 'ui', 'api', 'diagram', 'features', 'app'],
}

/** The place of a file: its folder of src and, of a feature, which one. */
export function placeOf(file) {
  const parts = file.split(path.sep).join('/').split('/src/')
  const below = parts.length > 1 ? parts[parts.length - 1].split('/') : []
  if (!inner.includes(below[0])) return null
  return { zone: below[0], feature: below[0] === 'features' ? below[1] : null }
}

/** Why file may not import source, or null if it may. */
export function refusal(file, source) {
  const from = placeOf(file)
  if (!from) return null
  if (!source.startsWith('.')) {
    for (const [name, homes] of Object.entries(packageHomes)) {
      const meant = name.endsWith('/') ? source.startsWith(name) : source === name || source.startsWith(name + '/')
      if (meant && !homes.includes(from.zone)) return `only ${homes.join(', ')} may import ${source}`
    }
    return null
  }
  const to = placeOf(path.resolve(path.dirname(file), source))
  if (!to) return /assets\/|testdata|\/scripts\//.test(source) ? null : `${source} lies outside the folders of src`
  if (from.zone === 'features' && to.zone === 'features' && from.feature !== to.feature)
    return `features never import one another (${from.feature} wants ${to.feature}); move what both need to ui, api or domain`
  if (from.zone !== to.zone && !mayImport[from.zone].includes(to.zone)) return `${from.zone} may not import ${to.zone}`
  return null
}

/** The same as a rule of ESLint. */
export const zones = {
  rules: {
    zones: {
      meta: { type: 'problem', schema: [] },
      create(context) {
        const look = (node) => {
          if (!node.source || typeof node.source.value !== 'string') return
          const why = refusal(context.filename, node.source.value)
          if (why) context.report({ node: node.source, message: why })
        }
        return { ImportDeclaration: look, ImportExpression: look, ExportNamedDeclaration: look, ExportAllDeclaration: look }
      },
    },
  },
}
