import { useState } from 'react'
import { undoCommit } from '../../api/history-queries'
import { asProblem, type ApiProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import type { Screen } from '../../domain/screen'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink, useProjectAddress } from '../../ui/navigation'
import { Dialog, Menu } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { BaselineDialog } from './BaselineDialog'
import { RestoreDialog } from './RestoreDialog'
import css from './Ledger.module.css'

const places: readonly Screen[] = ['overview', 'diagram', 'assets', 'zones', 'requirements', 'trace', 'history']

/** What can be done with a commit. */
export function CommitActions({ number }: { number: number }) {
  const t = useT()
  const { project, head, can } = useProject()
  const [address, change] = useProjectAddress()
  const [asks, setAsks] = useState<'baseline' | 'restore' | null>(null)
  const [refused, setRefused] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const at = { kind: 'commit', commit: number } as const
  const takeBack = async (commit: number) => {
    setBusy(true)
    try {
      const done = await undoCommit(project.key, commit)
      const by = done.commit?.number
      if (!by) say(t('history.undo.nothing', { number: commit }))
      else say(t('history.undo.done', { number: commit, by }), { label: t('history.undo.back'), run: () => void takeBack(by) })
    } catch (error) {
      setRefused(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={css.actions}>
      <Menu
        button={
          <Button glyph="ui-eye" className="nowrap">
            {t('history.goTo')} <Glyph name="ui-chevron-down" size={12} />
          </Button>
        }
        parts={[
          { heading: t('history.goToNote', { number }) },
          ...places.map((screen) => ({
            key: screen,
            label: t(`screen.${screen}`),
            to: screenAddress(project.key, screen, { at }),
          })),
        ]}
      />
      <Button
        glyph="ui-layers"
        disabled={number >= head.commit}
        onClick={() => change({ subject: 'compare', view: { ...address.view, a: String(number), b: 'head' } })}
      >
        {t('history.compareNow')}
      </Button>
      {can('write model') && (
        <>
          <Button glyph="ui-undo" disabled={busy} onClick={() => void takeBack(number)}>
            {t('history.undo')}
          </Button>
          <Button glyph="nav-history" onClick={() => setAsks('baseline')}>
            {t('history.baseline.make')}
          </Button>
          <Button glyph="ui-redo" disabled={number >= head.commit} onClick={() => setAsks('restore')}>
            {t('history.restore')}
          </Button>
        </>
      )}
      {asks === 'baseline' && (
        <BaselineDialog at={String(number)} said={t('state.commitN', { number })} onClose={() => setAsks(null)} />
      )}
      {asks === 'restore' && <RestoreDialog to={at} said={t('state.commitN', { number })} onClose={() => setAsks(null)} />}
      <Dialog open={refused !== null} title={t('history.undo.refused', { number })} onClose={() => setRefused(null)} width={560}>
        {refused && <Refused problem={refused} />}
      </Dialog>
    </div>
  )
}

/** Why a commit cannot be taken back, place by place. */
function Refused({ problem }: { problem: ApiProblem }) {
  const t = useT()
  if (problem.kind !== 'conflict' || problem.errors.length === 0) return <Problem error={problem} />
  return (
    <div className="stack">
      <p>{t('history.undo.conflict')}</p>
      <ul className={css.conflicts}>
        {problem.errors.map((e, i) => (
          <li key={i}>
            {e.subject && <KeyLink item={e.subject} />} {e.message}
          </li>
        ))}
      </ul>
      <p className="muted">{t('history.undo.conflictDo')}</p>
    </div>
  )
}
