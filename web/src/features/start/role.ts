/**
 * What an asset does, from the words people use for it in English, German,
 * Italian, French and Spanish. It only feeds proposals: whatever comes of it is
 * shown to somebody who decides.
 */
export type Role =
  | 'safety'
  | 'controller'
  | 'field'
  | 'operator'
  | 'engineering'
  | 'server'
  | 'network'
  | 'remote'
  | 'wireless'
  | 'portable'
  | 'business'

// The first that fits decides, so the special stands before the general.
const words: [RegExp, Role][] = [
  [/laptop|notebook|tablet|handheld|portable|portatile|usb stick|programming device|programmiergerät/, 'portable'],
  [
    /remote (access|maintenance|service|support)|\bvpn\b|modem|fernwartung|fernzugriff|accesso remoto|teleassistenza|jump (host|server)|accès distant|télémaintenance|acceso remoto/,
    'remote',
  ],
  [/wireless|\bwlan\b|wi-?fi|access point|funk|bluetooth|drahtlos|senza fili|sans fil|inalámbric/, 'wireless'],
  [/safety|\bsis\b|\besd\b|emergency|sicherheits|not-?halt|\bf-?cpu\b|sicurezza|sécurité machine/, 'safety'],
  [/\berp\b|office|business|e-?mail|büro|ufficio/, 'business'],
  [/engineering|programming|\bews\b|programmier/, 'engineering'],
  [
    /historian|archiv|server|database|datenbank|hypervisor|\bvm\b|virtual|leitrechner|backup|domain controller|scada|\bmes\b/,
    'server',
  ],
  [/switch|router|gateway|firewall|\bhub\b|bridge|diode|netzwerk|network|medienkonverter|rete\b/, 'network'],
  [/plc|\bsps\b|controller|\bdcs\b|\brtu\b|\bied\b|\bpac\b|steuerung|regler|\bcpu\b|automate|autómata|controllore/, 'controller'],
  [
    /\bhmi\b|panel|operator|display|visuali|bedien|pannello|workstation|\bpc\b|\bipc\b|client|arbeitsplatz|postazione|pupitre/,
    'operator',
  ],
]

/** What an asset does. Without words that say more it is a device of the field. */
export function roleOf(what: string, title = ''): Role {
  for (const text of [what.toLowerCase(), title.toLowerCase()])
    for (const [pattern, role] of words) if (pattern.test(text)) return role
  return what === '' && title === '' ? 'controller' : 'field'
}

/** The level of the Purdue model at which a role usually stands. */
export const levelOfRole: Record<Role, string> = {
  safety: '1',
  controller: '1',
  field: '1',
  operator: '2',
  engineering: '3',
  server: '3',
  network: '3',
  remote: '3.5',
  wireless: '1',
  portable: '2',
  business: '4',
}

const hosts =
  /workstation|server|\bpc\b|\bipc\b|historian|hypervisor|laptop|notebook|station|client|rechner|arbeitsplatz|postazione|\bvm\b/

/** The component type of IEC 62443-4-2 that fits what an asset does. */
export function componentTypeOf(what: string): string {
  const role = roleOf(what)
  if (/software|application|\bapp\b|anwendung/.test(what.toLowerCase())) return 'software-application'
  if (role === 'network' || role === 'remote' || role === 'wireless') return 'network-device'
  if (role === 'server' || role === 'engineering' || role === 'portable' || role === 'business') return 'host-device'
  return hosts.test(what.toLowerCase()) ? 'host-device' : 'embedded-device'
}
