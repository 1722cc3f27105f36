/** Which screens there are. A new screen is one line here and one in domain/screen if its name is new. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Action } from '../domain/permission'
import type { Screen } from '../domain/screen'
import type { GlyphName } from '../ui/glyph-names'
import { patient } from './patient'

const screen = <T extends string>(load: () => Promise<Record<T, ComponentType>>, name: T) =>
  lazy(() => patient(load).then((m) => ({ default: m[name] })))

/** The component of each screen that is built, loaded when it is opened. It takes no properties: all it needs is in the address and the project. */
export const screenViews: Partial<Record<Screen, LazyExoticComponent<ComponentType>>> = {
  overview: screen(() => import('../features/overview/OverviewScreen'), 'OverviewScreen'),
  diagram: screen(() => import('../features/zone/DiagramScreen'), 'DiagramScreen'),
  assets: screen(() => import('../features/grid/GridScreen'), 'GridScreen'),
  zones: screen(() => import('./ZonesScreen'), 'ZonesScreen'),
  tests: screen(() => import('./TestsScreen'), 'TestsScreen'),
  trace: screen(() => import('../features/trace/TraceScreen'), 'TraceScreen'),
  requirements: screen(() => import('./RequirementsScreen'), 'RequirementsScreen'),
  history: screen(() => import('../features/ledger/HistoryScreen'), 'HistoryScreen'),
  start: screen(() => import('../features/start/StartScreen'), 'StartScreen'),
  settings: screen(() => import('../features/member/SettingsScreen'), 'SettingsScreen'),
}

/** Screens of which a role without an action would see nothing. */
export const screenNeeds: Partial<Record<Screen, Action>> = {
  overview: 'analyse',
  diagram: 'analyse',
  zones: 'analyse',
  requirements: 'analyse',
  trace: 'analyse',
  tests: 'analyse',
  start: 'analyse',
}

/** Screens that a later version brings; the navigation names them and leads nowhere. */
export const laterScreens: ReadonlySet<Screen> = new Set<Screen>(['risk', 'design', 'changes', 'programmes', 'documents'])

/** The sign of each screen in the navigation. */
export const screenGlyphs: Record<Screen, GlyphName> = {
  overview: 'nav-overview',
  diagram: 'nav-diagram',
  assets: 'nav-assets',
  zones: 'nav-zones',
  risk: 'nav-risk',
  requirements: 'nav-requirements',
  trace: 'nav-trace',
  design: 'nav-design',
  tests: 'nav-tests',
  changes: 'nav-changes',
  programmes: 'nav-programmes',
  documents: 'nav-documents',
  history: 'nav-history',
  settings: 'nav-settings',
  start: 'ui-tree',
}

/** The page of the guide that tells about each screen. */
export const helpPages: Record<Screen, string> = {
  start: 'first-run',
  overview: 'first-hour',
  diagram: 'diagram',
  assets: 'grid',
  zones: 'zone-page',
  risk: 'levels',
  requirements: 'requirements',
  trace: 'trace',
  design: 'trace',
  tests: 'tests',
  changes: 'change',
  programmes: 'levels',
  documents: 'evidence',
  history: 'history',
  settings: 'roles',
}
