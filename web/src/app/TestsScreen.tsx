import { lazy } from 'react'
import { TestScreen } from '../features/test/TestScreen'

const GridScreen = lazy(() => import('../features/grid/GridScreen').then((m) => ({ default: m.GridScreen })))

/** The screen of tests with the grid of their kinds as one of its parts. */
export function TestsScreen() {
  return <TestScreen table={<GridScreen />} />
}
