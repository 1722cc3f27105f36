/** What the grid asks of edits on their way. */
import { outbox } from '../../api/editing'
import { touched } from '../../domain/op'

/** Keys of items that edits of one's own touch which rows read at a commit do not hold yet. */
export function ownEdits(project: string, readAt: number): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const p of outbox.list.get()) {
    if (p.project !== project || p.state.is === 'refused' || p.state.is === 'conflict') continue
    if (p.state.is === 'recorded' && p.state.commit <= readAt) continue
    for (const key of touched(p.ops)) keys.add(key)
  }
  return keys
}
