import { useId, useMemo, useState, type RefObject } from 'react'
import { useProject } from '../../api/project'
import type { StoredLayout } from '../../diagram/layout/stored'
import type { Scene } from '../../diagram/model'
import type { CanvasHandle } from '../../diagram/view/command'
import { isFiltering, noFilter, type Filter } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { frs } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { CheckField, TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { Menu, Popover } from '../../ui/Overlay'
import { Segmented } from '../../ui/Segmented'
import css from './Diagram.module.css'
import { LayoutMenu } from './LayoutMenu'
import type { useChoice } from './use-choice'
import { useExports } from './use-exports'

interface DiagramToolsProps {
  scene: Scene
  canvas: RefObject<CanvasHandle | null>
  choice: ReturnType<typeof useChoice>
  zoom: number
  editable: boolean
  drawing: boolean
  onDraw: () => void
  onFind: (key: string) => void
  onTidy: (() => void) | null
  onAdd: () => void
  onUndo: () => void
  onRedo: () => void
  layout: { name: string; stored: StoredLayout | null | undefined }
}

/** The tool bar over the picture. */
export function DiagramTools(props: DiagramToolsProps) {
  const { scene, canvas, choice, zoom, editable, drawing, onDraw, onTidy, onAdd, onUndo, onRedo, layout } = props
  const { mode, lanes, fr } = choice
  const say = useSay()
  const { project } = useProject()
  const list = mode === 'list'
  const icon = (glyph: Parameters<typeof Glyph>[0]['name'], label: string, run: () => void, off = false) => (
    <Button small look="icon" glyph={glyph} aria-label={label} title={label} onClick={run} disabled={off} />
  )
  return (
    <div className={css.tools} role="toolbar" aria-label={say('diagram.title')}>
      <Segmented
        label={say('diagram.view')}
        value={mode}
        onChange={choice.setMode}
        options={[
          { value: 'picture', label: say('diagram.view.picture') },
          { value: 'flows', label: say('diagram.view.flows') },
          { value: 'list', label: say('diagram.view.list') },
        ]}
      />
      <span className={css.rule} />
      <Button
        small
        glyph="ui-layers"
        aria-label={say('diagram.lanes')}
        title={say('diagram.lanes')}
        aria-pressed={lanes}
        onClick={() => choice.setLanes(!lanes)}
      >
        <span className={css.foldable}>{say('diagram.lanes')}</span>
      </Button>
      <Menu
        button={
          <Button small>
            {say('diagram.colour', { what: fr === null ? say('diagram.colour.all') : (frs[fr] ?? '') })}
            <Glyph name="ui-chevron-down" size={12} />
          </Button>
        }
        parts={[
          { key: 'all', label: say('diagram.colour.all'), chosen: fr === null, onChoose: () => choice.setFr(null) },
          ...frs.map((name, i) => ({
            key: name,
            label: say(`diagram.fr.${name}`),
            hint: name,
            chosen: fr === i,
            onChoose: () => choice.setFr(i),
          })),
        ]}
        width={280}
      />
      <FilterButton filter={choice.filter} onFilter={choice.setFilter} />
      <Finder scene={scene} onFind={props.onFind} />
      <span className="grow" />
      {editable && (
        <>
          <Button
            small
            glyph="ui-pencil"
            aria-label={say('diagram.draw')}
            title={`${say('diagram.draw')} (D)`}
            aria-pressed={drawing}
            disabled={list}
            onClick={onDraw}
          >
            <span className={css.foldable}>{say('diagram.draw')}</span>
          </Button>
          <Button small glyph="ui-plus" aria-label={say('diagram.add')} title={`${say('diagram.add')} (N)`} onClick={onAdd}>
            <span className={css.foldable}>{say('diagram.add')}</span>
          </Button>
          <span className={css.rule} />
        </>
      )}
      {editable && icon('ui-undo', say('diagram.undo'), onUndo)}
      {editable && icon('ui-redo', say('diagram.redo'), onRedo)}
      <LayoutMenu
        project={project.key}
        name={layout.name}
        layout={layout.stored}
        editable={editable}
        onName={choice.setLayout}
        onTidy={list ? null : onTidy}
      />
      <span className={css.rule} />
      {icon('ui-minus', say('diagram.zoom.out'), () => canvas.current?.zoom(0.8), list)}
      <span className={css.zoom}>{say('diagram.zoom', { percent: Math.round(zoom * 100) })}</span>
      {icon('ui-plus', say('diagram.zoom.in'), () => canvas.current?.zoom(1.25), list)}
      {icon('ui-fit', say('diagram.fit'), () => canvas.current?.fit(), list)}
      <Menu
        end
        button={
          <Button small glyph="ui-export" aria-label={say('diagram.export')} title={say('diagram.export')}>
            <span className={css.foldable}>{say('diagram.export')}</span>
          </Button>
        }
        parts={useExports(canvas, choice, layout.name, scene.awaited > 0)}
      />
      <Menu
        end
        button={<Button small look="icon" glyph="ui-more" aria-label={say('diagram.more')} title={say('diagram.more')} />}
        parts={[
          { key: 'collapse', label: say('diagram.collapse.all'), onChoose: () => choice.collapseAll(true) },
          { key: 'expand', label: say('diagram.expand.all'), onChoose: () => choice.collapseAll(false) },
        ]}
      />
    </div>
  )
}

function FilterButton({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const check = (name: 'gaps' | 'findings' | 'suspects' | 'legacy') => (
    <CheckField
      label={say(`diagram.filter.${name}`)}
      checked={filter[name]}
      onChange={(e) => onFilter({ ...filter, [name]: e.target.checked })}
    />
  )
  return (
    <Popover
      label={say('diagram.filter')}
      open={open}
      onOpen={setOpen}
      width={240}
      button={
        <Button
          small
          glyph="ui-filter"
          aria-label={say('diagram.filter')}
          title={say('diagram.filter')}
          aria-expanded={open}
          aria-pressed={isFiltering(filter)}
          onClick={() => setOpen(!open)}
        >
          <span className={css.foldable}>{say('diagram.filter')}</span>
        </Button>
      }
    >
      <div className="stack">
        <TextField
          label={say('diagram.filter.text')}
          value={filter.text}
          data-autofocus
          onChange={(e) => onFilter({ ...filter, text: e.target.value })}
        />
        {check('gaps')}
        {check('findings')}
        {check('suspects')}
        {check('legacy')}
        <Button small disabled={!isFiltering(filter)} onClick={() => onFilter(noFilter)}>
          {say('diagram.filter.clear')}
        </Button>
      </div>
    </Popover>
  )
}

/** Finds something by key or name and brings it to the middle. */
function Finder({ scene, onFind }: { scene: Scene; onFind: (key: string) => void }) {
  const say = useSay()
  const id = useId()
  const [text, setText] = useState('')
  const hits = useMemo(() => found(scene, text), [scene, text])
  const go = (value: string) => {
    const key = /^[A-Z]{3}-\d+/.exec(value)?.[0] ?? hits[0]?.key
    if (key !== undefined) onFind(key)
    setText('')
  }
  return (
    <>
      <input
        className={css.find}
        type="search"
        list={id}
        placeholder={say('diagram.find')}
        aria-label={say('diagram.find')}
        value={text}
        onChange={(e) =>
          hits.some((x) => e.target.value === `${x.key} ${x.title}`) ? go(e.target.value) : setText(e.target.value)
        }
        onKeyDown={(e) => e.key === 'Enter' && go(text)}
      />
      <datalist id={id}>
        {hits.map((x) => (
          <option key={x.key} value={`${x.key} ${x.title}`} />
        ))}
      </datalist>
    </>
  )
}

/** The first things whose key or name holds a text. */
function found(scene: Scene, text: string): { key: string; title: string }[] {
  const words = text.trim().toLowerCase()
  const out: { key: string; title: string }[] = []
  if (words === '') return out
  for (const list of [scene.zones, scene.conduits, scene.assets])
    for (const x of list.values()) {
      if (out.length >= 30) return out
      if (x.key.toLowerCase().includes(words) || x.title.toLowerCase().includes(words)) out.push(x)
    }
  return out
}
