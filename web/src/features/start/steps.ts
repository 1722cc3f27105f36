/** The first steps in their order, and how far each is. */
import type { PlaceLevels } from '../../api/documents'
import { riskOf, type Plant } from './plant'

export const steps = ['assets', 'zones', 'risk', 'targets', 'gaps'] as const
export type Step = (typeof steps)[number]

export const isStep = (x: string | null): x is Step => x !== null && (steps as readonly string[]).includes(x)

export interface StepState {
  step: Step
  /** How many of something are done, out of all; all is 0 where there is nothing yet. */
  done: number
  all: number
  complete: boolean
}

/** How far each step is. open is the number of rows that nobody has assessed, rows all that targets ask for. */
export function progress(plant: Plant, places: readonly PlaceLevels[], rows: { all: number; open: number }): StepState[] {
  const installed = plant.assets.filter((a) => a.installed)
  const homeless = installed.filter((a) => a.place === null).length
  const rated = plant.zones.filter((z) => riskOf(plant, z.key)).length
  const approved = places.filter((p) => p.decision.approved).length
  const some = (done: number, all: number) => ({ done, all, complete: all > 0 && done === all })
  return [
    { step: 'assets', done: plant.assets.length, all: plant.assets.length, complete: plant.assets.length > 0 },
    {
      step: 'zones',
      done: installed.length - homeless,
      all: installed.length,
      complete: plant.zones.length > 0 && homeless === 0 && plant.zones.every((z) => z.type !== ''),
    },
    { step: 'risk', ...some(rated, plant.zones.length) },
    { step: 'targets', ...some(approved, places.length) },
    { step: 'gaps', done: rows.all - rows.open, all: rows.all, complete: rows.all > 0 && rows.open === 0 },
  ]
}

/** Where to go on: the first step that is not complete. */
export const nextStep = (states: readonly StepState[]): Step => states.find((s) => !s.complete)?.step ?? 'gaps'
