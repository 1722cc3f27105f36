/** Symbols of assets, by what they do. */
export const assetSymbols = [
  'plc',
  'hmi',
  'historian',
  'ews',
  'switch',
  'firewall',
  'sis',
  'drive',
  'rio',
  'server',
  'laptop',
  'gateway',
  'wgateway',
  'sensor',
  'remote',
] as const
export type AssetSymbol = (typeof assetSymbols)[number]

// The first that fits decides, so the special stands before the general.
const rules: [RegExp, AssetSymbol][] = [
  [/laptop|notebook|handheld|tablet|portable/, 'laptop'],
  [/historian|archive|database/, 'historian'],
  [/engineering|programming|\bews\b/, 'ews'],
  [/remote (access|service)|jump|vpn|vendor service/, 'remote'],
  [/firewall|diode|security gateway/, 'firewall'],
  [/wireless (gateway|access point)|access point|\bwlan\b|radio/, 'wgateway'],
  [/gateway|modem|router|protocol converter/, 'gateway'],
  [/switch|bridge|\bhub\b/, 'switch'],
  [/remote i\/?o|\bi\/?o\b|terminal block/, 'rio'],
  [/safety|emergency|\bsis\b|\besd\b|fire and gas|overspeed/, 'sis'],
  [/\bhmi\b|operator|panel|display|scada client/, 'hmi'],
  [/drive|inverter|\bvfd\b|motor starter/, 'drive'],
  [/field device|sensor|transmitter|instrument|actuator|valve|meter/, 'sensor'],
  [/server|host|log|scanner|business|application|workstation|\bpc\b|domain controller|update|backup|virtual/, 'server'],
  [/plc|controller|\bdcs\b|\brtu\b|relay|\bied\b|monitoring/, 'plc'],
]

const known = new Map<string, AssetSymbol | null>()

/** The symbol that a text names. Plants have few functions and very many assets. */
function named(text: string): AssetSymbol | null {
  const before = known.get(text)
  if (before !== undefined) return before
  const found = rules.find(([pattern]) => pattern.test(text))?.[1] ?? null
  if (known.size < 5_000) known.set(text, found)
  return found
}

/** The symbol of an asset. What it does decides; its title only where that says nothing. */
export function symbolOf(asset: { function: string; title: string; wireless: boolean; safety: boolean }): AssetSymbol {
  const symbol = (asset.function === '' ? null : named(asset.function.toLowerCase())) ?? named(asset.title.toLowerCase())
  if (symbol !== null) return symbol === 'plc' && asset.safety ? 'sis' : symbol
  return asset.wireless ? 'sensor' : 'plc'
}
