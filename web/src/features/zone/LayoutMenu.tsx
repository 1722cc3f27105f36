import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { firstLayout, layoutsQuery, removeLayout, saveLayoutAs } from '../../diagram/data/use-layout'
import type { StoredLayout } from '../../diagram/layout/stored'
import { useSay } from '../../diagram/words'
import { asProblem } from '../../api/problem'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { TextField } from '../../ui/Field'
import { Dialog, Menu, type MenuPart } from '../../ui/Overlay'
import { say as toast } from '../../ui/toast'
import css from './Diagram.module.css'

interface LayoutMenuProps {
  project: string
  name: string
  layout: StoredLayout | null | undefined
  editable: boolean
  onName: (name: string) => void
  /** Arranges all anew; missing where there is nothing to arrange. */
  onTidy: (() => void) | null
}

/** The layouts that the project has: choose one, keep a copy, remove one. All are seen by everybody. */
export function LayoutMenu({ project, name, layout, editable, onName, onTidy }: LayoutMenuProps) {
  const say = useSay()
  const queries = useQueryClient()
  const found = useQuery(layoutsQuery(project))
  const [saving, setSaving] = useState(false)
  const names = [...new Set([firstLayout, ...(found.data?.papers ?? []).map((p) => p.name)])]
  const shown = (n: string) => (n === firstLayout ? say('diagram.layout.first') : n)
  const again = () => queries.invalidateQueries({ queryKey: layoutsQuery(project).queryKey })
  const remove = () => {
    const kept = layout
    removeLayout(project, name).then(
      () => {
        onName(firstLayout)
        void again()
        const back = () => {
          if (kept) void saveLayoutAs(project, name, kept).then(again)
        }
        toast(say('diagram.layout.removed', { name }), kept ? { label: say('diagram.undo'), run: back } : undefined)
      },
      (error: unknown) => toast(asProblem(error).detail),
    )
  }
  const parts: MenuPart[] = [
    {
      key: 'tidy',
      label: say('diagram.tidy'),
      glyph: 'ui-tree',
      disabled: onTidy === null,
      onChoose: () => onTidy?.(),
    },
    { heading: say('diagram.layout.shared') },
    ...names.map((n) => ({ key: `layout-${n}`, label: shown(n), chosen: n === name, onChoose: () => onName(n) })),
  ]
  if (editable)
    parts.push(
      { heading: say('diagram.layout.this') },
      { key: 'save-as', label: say('diagram.layout.saveAs'), glyph: 'ui-copy', onChoose: () => setSaving(true) },
      {
        key: 'remove',
        label: say('diagram.layout.remove', { name: shown(name) }),
        disabled: name === firstLayout,
        onChoose: remove,
      },
    )
  return (
    <>
      <Menu
        end
        button={
          <Button small look="quiet" glyph="ui-panel" aria-label={say('diagram.layout')} title={say('diagram.layout')}>
            <span className={css.layoutName}>{name === firstLayout ? say('diagram.layout') : name}</span>
            <Glyph name="ui-chevron-down" size={12} />
          </Button>
        }
        parts={parts}
      />
      {saving && layout && (
        <SaveAs
          taken={names}
          onClose={() => setSaving(false)}
          onSave={(next) =>
            saveLayoutAs(project, next, layout).then(
              () => {
                setSaving(false)
                onName(next)
                void again()
              },
              (error: unknown) => toast(asProblem(error).detail),
            )
          }
        />
      )}
    </>
  )
}

function SaveAs({ taken, onSave, onClose }: { taken: readonly string[]; onSave: (name: string) => void; onClose: () => void }) {
  const say = useSay()
  const [name, setName] = useState('')
  const clean = name.trim()
  const fault = taken.includes(clean) ? say('diagram.layout.taken') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (clean !== '' && !fault) onSave(clean)
  }
  return (
    <Dialog open title={say('diagram.layout.saveAs')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <TextField
          label={say('diagram.add.name')}
          hint={say('diagram.layout.hint')}
          fault={fault}
          value={name}
          maxLength={100}
          data-autofocus
          autoFocus
          onChange={(e) => setName(e.target.value)}
        />
        <div className="row">
          <Button look="primary" type="submit" disabled={clean === '' || fault !== undefined}>
            {say('diagram.layout.save')}
          </Button>
          <Button onClick={onClose}>{say('diagram.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
