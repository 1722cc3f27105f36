// Which pictures the guide has: the name, the address, and what is done first.
const plant = '/projects/turbine-hall'

export const shots = [
  { name: 'overview', path: `${plant}/overview`, prepare: (page) => page.getByText('Chains complete').waitFor() },
  { name: 'diagram', path: `${plant}/diagram` },
  { name: 'assets', path: `${plant}/assets` },
  { name: 'zones', path: `${plant}/zones` },
  { name: 'zone-page', path: `${plant}/zones/ZON-1` },
  { name: 'requirements', path: `${plant}/requirements` },
  { name: 'trace', path: `${plant}/trace` },
  { name: 'tests', path: `${plant}/tests` },
  { name: 'history', path: `${plant}/history` },
  { name: 'item', path: `${plant}/overview?item=AST-1` },
  { name: 'settings', path: `${plant}/settings` },
  { name: 'users', path: '/administration/users' },
  { name: 'account', path: '/account/security' },
]
