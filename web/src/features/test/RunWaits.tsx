import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { allItemsQuery } from '../../api/test-queries'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import type { RunDraft } from './run-draft'
import css from './Test.module.css'

interface RunWaitsProps {
  draft: RunDraft
  sent: { id: string; at: string }
  set: (next: RunDraft) => void
  drop: () => void
  test: string
}

/** A finished run on its way to the record; once it is there, its result is shown. */
export function RunWaits({ draft, sent, set, drop, test }: RunWaitsProps) {
  const t = useT()
  const { view } = useProject()
  const [address, change] = useProjectAddress()
  const edit = useStore(outbox.list).find((e) => e.id === sent.id)
  // An edit that is on no list any more was recorded by an earlier page, or thrown away.
  const found = useQuery({
    ...allItemsQuery(view, ['test run'], { filter: `linked("executes", ${JSON.stringify(test)})` }),
    enabled: edit === undefined,
    placeholderData: undefined,
  })
  const before = found.data?.find((r) => r.properties['at'] === sent.at)?.commit
  const commit = edit?.state.is === 'recorded' ? edit.state.commit : before
  useEffect(() => {
    if (commit === undefined) return
    change({ view: { ...address.view, commit: String(commit) } }, { replace: true })
    drop()
  }, [commit, change, drop, address.view])
  const again = () => {
    if (edit) outbox.discard(edit.id)
    set({ ...draft, sent: null })
  }
  const lost = edit === undefined && found.data !== undefined && before === undefined
  if (edit?.state.is === 'refused' || edit?.state.is === 'conflict' || lost)
    return (
      <div className={css.notice}>
        <Notice tone="fault" actions={<Button onClick={again}>{t('run.backToForm')}</Button>}>
          {edit && 'message' in edit.state ? edit.state.message : t('run.thrownAway')}
        </Notice>
      </div>
    )
  return (
    <div className={css.notice}>
      <Notice>{t('run.waits')}</Notice>
    </div>
  )
}
