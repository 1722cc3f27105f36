// Which pictures the guide has: the name, the address, and what is done first.
const plant = '/projects/turbine-hall'

export const shots = [
  { name: 'overview', path: `${plant}/overview`, prepare: (page) => page.getByText('Chains complete').waitFor() },
  { name: 'diagram', path: `${plant}/diagram` },
  { name: 'assets', path: `${plant}/assets` },
  { name: 'zones', path: `${plant}/zones` },
  { name: 'zone-page', path: `${plant}/zones/ZON-1?why=achieved&fr=UC` },
  { name: 'requirements', path: `${plant}/requirements?panel=1&cell=ZON-1%20SR%202.1` },
  { name: 'trace', path: `${plant}/trace?place=ZON-1` },
  { name: 'tests', path: `${plant}/tests` },
  { name: 'evidence', path: `${plant}/tests/evidence-files` },
  { name: 'expiry', path: `${plant}/tests/expiry` },
  { name: 'history', path: `${plant}/history` },
  { name: 'compare', path: `${plant}/history/compare?a=1&b=head` },
  { name: 'proof', path: `${plant}/history/proof` },
  { name: 'item', path: `${plant}/assets?item=AST-1&tab=impact` },
  { name: 'new-project', path: '/new' },
  { name: 'first-steps', path: `${plant}/start/gaps` },
  { name: 'settings', path: `${plant}/settings` },
  { name: 'users', path: '/administration/users' },
  { name: 'account', path: '/account/security' },
]
