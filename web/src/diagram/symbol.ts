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

/** The symbol of an asset. What it does decides; its title only where that says nothing. */
export function symbolOf(asset: { function: string; title: string; wireless: boolean; safety: boolean }): AssetSymbol {
  for (const text of [asset.function.toLowerCase(), asset.title.toLowerCase()]) {
    for (const [pattern, symbol] of rules) {
      if (pattern.test(text)) return symbol === 'plc' && asset.safety ? 'sis' : symbol
    }
  }
  return asset.wireless ? 'sensor' : 'plc'
}
