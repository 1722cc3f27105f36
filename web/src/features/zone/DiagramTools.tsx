import { useId, useState, type RefObject } from 'react'
import type { Scene } from '../../diagram/model'
import type { CanvasHandle } from '../../diagram/view/command'
import { exportedPng, exportedSvg, print, save, type ExportHead } from '../../diagram/view/export'
import { isFiltering, noFilter, type Filter } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { frs } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { CheckField, TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useLocale } from '../../ui/language'
import { Menu, Popover } from '../../ui/Overlay'
import { Segmented } from '../../ui/Segmented'
import { say as toast } from '../../ui/toast'
import css from './Diagram.module.css'

export type DiagramMode = 'picture' | 'flows' | 'list'

interface DiagramToolsProps {
  scene: Scene
  canvas: RefObject<CanvasHandle | null>
  mode: DiagramMode
  onMode: (mode: DiagramMode) => void
  lanes: boolean
  onLanes: (on: boolean) => void
  fr: number | null
  onFr: (fr: number | null) => void
  filter: Filter
  onFilter: (filter: Filter) => void
  zoom: number
  editable: boolean
  onFind: (key: string) => void
  onTidy: () => void
  onCollapseAll: (all: boolean) => void
  onAdd: () => void
  head: ExportHead
}

/** The tool bar over the picture. */
export function DiagramTools(props: DiagramToolsProps) {
  const {
    scene,
    canvas,
    mode,
    onMode,
    lanes,
    onLanes,
    fr,
    onFr,
    filter,
    onFilter,
    zoom,
    editable,
    onTidy,
    onCollapseAll,
    onAdd,
  } = props
  const say = useSay()
  const [filtering, setFiltering] = useState(false)
  const change = (part: Partial<Filter>) => onFilter({ ...filter, ...part })
  const check = (name: 'gaps' | 'findings' | 'suspects' | 'legacy') => (
    <CheckField
      label={say(`diagram.filter.${name}`)}
      checked={filter[name]}
      onChange={(e) => change({ [name]: e.target.checked })}
    />
  )
  return (
    <div className={css.tools} role="toolbar" aria-label={say('diagram.title')}>
      <Segmented
        label={say('diagram.view')}
        value={mode}
        onChange={onMode}
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
        onClick={() => onLanes(!lanes)}
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
          { key: 'all', label: say('diagram.colour.all'), chosen: fr === null, onChoose: () => onFr(null) },
          ...frs.map((name, i) => ({ key: name, label: name, chosen: fr === i, onChoose: () => onFr(i) })),
        ]}
      />
      <Popover
        label={say('diagram.filter')}
        open={filtering}
        onOpen={setFiltering}
        width={240}
        button={
          <Button
            small
            glyph="ui-filter"
            aria-label={say('diagram.filter')}
            title={say('diagram.filter')}
            aria-expanded={filtering}
            aria-pressed={isFiltering(filter)}
            onClick={() => setFiltering(!filtering)}
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
            onChange={(e) => change({ text: e.target.value })}
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
      <Finder scene={scene} onFind={props.onFind} />
      <span className="grow" />
      {editable && (
        <Button small glyph="ui-plus" aria-label={say('diagram.add')} title={say('diagram.add')} onClick={onAdd}>
          <span className={css.foldable}>{say('diagram.add')}</span>
        </Button>
      )}
      <Button
        small
        look="quiet"
        glyph="ui-tree"
        aria-label={say('diagram.tidy')}
        title={say('diagram.tidy')}
        onClick={onTidy}
        disabled={mode === 'list'}
      >
        <span className={css.foldable}>{say('diagram.tidy')}</span>
      </Button>
      <span className={css.rule} />
      <Button small look="icon" glyph="ui-minus" aria-label={say('diagram.zoom.out')} onClick={() => canvas.current?.zoom(0.8)} />
      <span className={css.zoom}>{say('diagram.zoom', { percent: Math.round(zoom * 100) })}</span>
      <Button small look="icon" glyph="ui-plus" aria-label={say('diagram.zoom.in')} onClick={() => canvas.current?.zoom(1.25)} />
      <Button small look="icon" glyph="ui-fit" aria-label={say('diagram.fit')} onClick={() => canvas.current?.fit()} />
      <Menu
        end
        button={
          <Button small glyph="ui-export" aria-label={say('diagram.export')} title={say('diagram.export')}>
            <span className={css.foldable}>{say('diagram.export')}</span>
          </Button>
        }
        parts={useExports(props)}
      />
      <Menu
        end
        button={<Button small look="icon" glyph="ui-more" aria-label={say('diagram.more')} />}
        parts={[
          { key: 'collapse', label: say('diagram.collapse.all'), onChoose: () => onCollapseAll(true) },
          { key: 'expand', label: say('diagram.expand.all'), onChoose: () => onCollapseAll(false) },
        ]}
      />
    </div>
  )
}

function useExports({ canvas, head, lanes, mode }: DiagramToolsProps) {
  const say = useSay()
  const locale = useLocale()
  const make = async () => {
    const picture = canvas.current?.picture()
    return picture ? exportedSvg(picture, head, { lanes, flows: mode === 'flows' }, locale) : null
  }
  const run = (what: (svg: NonNullable<Awaited<ReturnType<typeof make>>>) => void | Promise<void>) => () =>
    void make()
      .then((svg) => svg && what(svg))
      .catch((error: unknown) => toast(error instanceof Error ? error.message : String(error)))
  const name = head.title.replace(/[^\p{L}\p{N}]+/gu, '-')
  const off = mode === 'list'
  return [
    {
      key: 'svg',
      label: say('diagram.export.svg'),
      disabled: off,
      onChoose: run((svg) => save(`${name}.svg`, new Blob([svg.text], { type: 'image/svg+xml' }))),
    },
    {
      key: 'png',
      label: say('diagram.export.png'),
      disabled: off,
      onChoose: run(async (svg) => save(`${name}.png`, await exportedPng(svg))),
    },
    {
      key: 'print',
      label: say('diagram.export.print'),
      disabled: off,
      glyph: 'ui-print' as const,
      onChoose: run((svg) => print(svg)),
    },
  ]
}

/** Finds something by key or name and brings it to the middle. */
function Finder({ scene, onFind }: { scene: Scene; onFind: (key: string) => void }) {
  const say = useSay()
  const id = useId()
  const [text, setText] = useState('')
  const all = [...scene.zones.values(), ...scene.conduits.values(), ...scene.assets.values()]
  const words = text.trim().toLowerCase()
  const hits = words === '' ? [] : all.filter((x) => `${x.key} ${x.title}`.toLowerCase().includes(words)).slice(0, 30)
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
          all.some((x) => e.target.value === `${x.key} ${x.title}`) ? go(e.target.value) : setText(e.target.value)
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
