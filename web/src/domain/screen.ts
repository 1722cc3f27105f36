/** The screens of a project, in the order of the navigation. */
export const screens = [
  'overview',
  'diagram',
  'assets',
  'zones',
  'risk',
  'requirements',
  'trace',
  'design',
  'tests',
  'changes',
  'programmes',
  'documents',
  'history',
  'settings',
  'start',
] as const
export type Screen = (typeof screens)[number]

export const isScreen = (text: string): text is Screen => (screens as readonly string[]).includes(text)
