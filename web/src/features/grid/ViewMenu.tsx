import { useState } from 'react'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useGridText } from '../../ui/grid/words'
import { Dialog, Menu, type MenuPart } from '../../ui/Overlay'
import { useKept } from '../../ui/use-kept'
import type { GridViewState } from './use-view'
import { useViewActions } from './use-view-actions'

/** The views of a kind: to open, to save, to rename, to delete. */
export function ViewMenu({ kind, state }: { kind: string; state: GridViewState }) {
  const t = useGridText()
  const { can } = useProject()
  const actions = useViewActions(kind, state)
  const [naming, setNaming] = useState<'save' | 'rename' | null>(null)
  const shares = can('write model')
  const isShared = state.shared !== null
  const mayChange = state.current !== '' && (!isShared || shares)
  const entry = (name: string, shared: boolean) => ({
    key: `${shared ? 's' : 'o'} ${name}`,
    label: name,
    chosen: name === state.current && shared === isShared,
    onChoose: () => void actions.open(name, shared),
  })
  const parts: MenuPart[] = [
    { key: '', label: t('grid.view.plain'), chosen: state.current === '', onChoose: () => state.openView(null) },
    ...(state.views.length > 0 ? [{ heading: t('grid.view.own') }, ...state.views.map((v) => entry(v.name, false))] : []),
    ...(actions.shared.length > 0
      ? [{ heading: t('grid.view.shared') }, ...actions.shared.map((name) => entry(name, true))]
      : []),
    { heading: t('grid.view.this') },
    ...(mayChange && state.changed
      ? [{ key: 'update', label: t('grid.view.update'), glyph: 'ui-save' as const, onChoose: () => void actions.update() }]
      : []),
    { key: 'save', label: t('grid.view.save'), glyph: 'ui-plus' as const, onChoose: () => setNaming('save') },
    ...(mayChange
      ? [
          { key: 'rename', label: t('grid.view.rename'), glyph: 'ui-pencil' as const, onChoose: () => setNaming('rename') },
          { key: 'delete', label: t('grid.view.delete'), glyph: 'ui-close' as const, onChoose: () => void actions.remove() },
        ]
      : []),
  ]
  const name = state.current || t('grid.view.plain')
  return (
    <>
      <Menu
        parts={parts}
        width={260}
        button={
          <Button small>
            {t(state.changed ? 'grid.view.changed' : 'grid.view', { name })}
            <Glyph name="ui-chevron-down" size={12} />
          </Button>
        }
      />
      {naming && (
        <NameView
          title={t(naming === 'save' ? 'grid.view.save' : 'grid.view.rename')}
          name={state.current}
          shares={naming === 'save' && shares}
          taken={[...state.views.map((v) => v.name), ...actions.shared]}
          onClose={() => setNaming(null)}
          onSave={(to, shared) =>
            void (naming === 'save' ? actions.save(to, shared) : actions.rename(to)).then((done) => done && setNaming(null))
          }
        />
      )}
    </>
  )
}

interface NameViewProps {
  title: string
  name: string
  /** Whether it may be shared. */
  shares: boolean
  taken: readonly string[]
  onSave: (name: string, shared: boolean) => void
  onClose: () => void
}

function NameView({ title, name, shares, taken, onSave, onClose }: NameViewProps) {
  const t = useGridText()
  const [text, setText, forget] = useKept('grid.view.name', name)
  const [shared, setShared] = useState(false)
  const wanted = text.trim()
  const fault = wanted !== '' && taken.includes(wanted) ? t('grid.view.taken') : undefined
  return (
    <Dialog open title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          if (wanted === '' || fault) return
          forget()
          onSave(wanted, shared)
        }}
      >
        <TextField
          label={t('grid.view.name')}
          hint={t('grid.view.hint')}
          fault={fault}
          value={text}
          maxLength={60}
          onChange={(e) => setText(e.target.value)}
          data-autofocus
        />
        {shares && (
          <label className="row">
            <input type="checkbox" checked={shared} onChange={(e) => setShared(e.target.checked)} />
            {t('grid.view.share')}
          </label>
        )}
        <div className="row">
          <Button look="primary" type="submit" disabled={wanted === '' || fault !== undefined}>
            {t('grid.save')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('grid.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
