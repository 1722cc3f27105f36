import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useProject } from '../../api/project'
import { itemQuery } from '../../api/queries'
import { userId } from '../../api/session'
import { Button } from '../../ui/Button'
import { Later } from '../../ui/Later'
import { useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty, Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { partAddress } from './parts'
import { newDraft } from './run-draft'
import { RunForm } from './RunForm'
import { RunResult } from './RunResult'
import { RunWaits } from './RunWaits'
import { useRunDraft } from './use-run-draft'
import { useTested } from './use-tested'
import { useTester } from './use-tester'
import css from './Test.module.css'

/** One case that is carried out step by step: /tests/run?case=TST-1. */
export function RunScreen() {
  const t = useT()
  const { view, can } = useProject()
  const [address] = useProjectAddress()
  const key = address.view['case'] ?? ''
  const campaign = address.view['campaign'] || null
  const commit = Number(address.view['commit'] ?? 0)
  const test = useQuery({ ...itemQuery(view, key), enabled: key !== '' })
  const back = campaign === null ? partAddress(address, 'cases') : partAddress(address, 'campaigns', { campaign })
  if (test.error) return <Problem error={test.error} onRetry={() => void test.refetch()} />
  if (!test.data) return <Later>{null}</Later>
  const text = (name: string) => {
    const value = test.data.properties[name]
    return typeof value === 'string' ? value : ''
  }
  return (
    <>
      <div className={css.tools}>
        <AddressLink to={back} className={css.back}>
          {campaign === null ? t('test.part.cases') : campaign}
        </AddressLink>
        <span className="muted">/</span>
        <KeyLink item={key} />
        <h1 className="ellipsis">{test.data.title}</h1>
        {text('method') !== '' && <span className="muted small nowrap">{t(`test.method.${text('method') as 'test'}`)}</span>}
      </div>
      {commit > 0 ? (
        <RunResult key={key} test={key} commit={commit} campaign={campaign} />
      ) : !can('write model') ? (
        <Empty>{t('run.readOnly')}</Empty>
      ) : (
        <Carrying
          key={`${key} ${campaign ?? ''}`}
          test={{ key, title: test.data.title, procedure: text('procedure'), expected: text('expected') }}
          verifies={test.data.links.filter((l) => l.verb === 'verifies').map((l) => l.to)}
          campaign={campaign}
        />
      )}
    </>
  )
}

export interface TestText {
  key: string
  title: string
  procedure: string
  expected: string
}

function Carrying({ test, verifies, campaign }: { test: TestText; verifies: readonly string[]; campaign: string | null }) {
  const t = useT()
  const { project } = useProject()
  const { draft, set, drop } = useRunDraft(userId(), project.key, test.key, campaign)
  const tester = useTester()
  const suggested = useTested(verifies)
  const ready = suggested !== null
  useEffect(() => {
    if (draft === null && suggested !== null) set(newDraft(test.procedure, test.expected, tester, suggested))
  }, [draft, suggested, set, test, tester])
  if (!draft || !ready) return <Later>{null}</Later>
  if (draft.sent) return <RunWaits draft={draft} sent={draft.sent} set={set} drop={drop} test={test.key} />
  const changed = draft.procedure !== test.procedure || draft.expected !== test.expected
  return (
    <>
      {changed && (
        <div className={css.notice}>
          <Notice
            tone="caution"
            actions={
              <Button small onClick={drop}>
                {t('run.anew')}
              </Button>
            }
          >
            {t('run.changed', { case: test.key })}
          </Notice>
        </div>
      )}
      <RunForm test={test} campaign={campaign} draft={draft} set={set} drop={drop} />
    </>
  )
}
