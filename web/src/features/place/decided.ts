import { takeBackEdit } from '../../api/editing'
import { asProblem } from '../../api/problem'
import type { Pending } from '../../domain/pending'
import { say } from '../../ui/toast'

/** Says what was decided, with the way back if there is one: who may only confirm cannot take it back. */
export function sayDecided(words: string, undo: string | null, made: Pending): void {
  const back = () => void takeBackEdit(made.project, made.id).catch((error: unknown) => say(asProblem(error).detail))
  say(words, undo === null ? undefined : { label: undo, run: back })
}
