import { lazy, Suspense, useMemo, useState } from 'react'
import { outbox } from '../../api/editing'
import { reachable } from '../../api/reach'
import { useProject } from '../../api/project'
import { savedState } from '../../domain/pending'
import { useStore } from '../../lib/use-store'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useFormats, useT } from '../../ui/language'
import { patient } from '../patient'
import { connection } from './live'
import css from './Shell.module.css'

const PendingDialog = lazy(() =>
  patient(() => import('../../features/item/PendingDialog')).then((m) => ({ default: m.PendingDialog })),
)

const signs: Record<'saved' | 'saving' | 'offline' | 'attention', GlyphName> = {
  saved: 'ui-check',
  saving: 'ui-up',
  offline: 'ui-offline',
  attention: 'marker-suspect',
}

/** Whether all is in the record; opens what is not. */
export function Saved() {
  const t = useT()
  const formats = useFormats()
  const { head, project } = useProject()
  const edits = useStore(outbox.list)
  const reached = useStore(reachable)
  const live = useStore(connection)
  const [open, setOpen] = useState(false)
  const mine = useMemo(() => edits.filter((e) => e.project === project.key), [edits, project.key])
  const state = savedState(mine, !reached || live === 'lost')
  const words = () => {
    switch (state.is) {
      case 'saved':
        return t('saved.saved')
      case 'saving':
        return t('saved.saving', { count: state.waiting })
      case 'offline':
        return state.since === null
          ? t('saved.offline')
          : t('saved.offlineSince', {
              count: state.waiting,
              time: formats.brief(new Date(state.since).toISOString(), new Date()),
            })
      case 'attention':
        return t('saved.attention', { count: state.waiting })
    }
  }
  const inside = (
    <>
      <Glyph name={signs[state.is]} size={14} />
      {words()}
      {state.is === 'saved' && <span className="muted">· {t('state.commitN', { number: head.commit })}</span>}
    </>
  )
  return (
    <>
      <div role="status" style={{ display: 'contents' }}>
        <button
          type="button"
          className={`${css.saved} ${state.is === 'saved' || state.is === 'saving' ? '' : css.savedBad}`}
          onClick={() => setOpen(true)}
        >
          {inside}
        </button>
      </div>
      {open && (
        <Suspense>
          <PendingDialog project={project.key} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
