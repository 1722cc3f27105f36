import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState, type FormEvent } from 'react'
import type { ItemSeen, PlaceLevels } from '../../api/documents'
import { edit } from '../../api/editing'
import { whatIfQuery } from '../../api/place-queries'
import { rowsQuery } from '../../api/standard-queries'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { approval, approveLabel } from '../../domain/decision'
import type { Op } from '../../domain/op'
import { equal, isZero, parseVector, total, type Vector } from '../../domain/sl'
import { tabShelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { TextArea } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { useKept } from '../../ui/use-kept'
import { VectorEditor } from '../../ui/VectorEditor'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { useWords } from '../../ui/words'
import { sayDecided } from './decided'
import { rowsAsked } from './why'
import css from './Place.module.css'

/** Changes and approves a target, with what would differ beside it. What is set outlives a reload. */
export function ApproveTarget({ place, item, onClose }: { place: PlaceLevels; item: ItemSeen; onClose: () => void }) {
  const t = useT()
  const { project } = useProject()
  // Who decides has seen what stood here when the dialog was opened; what others decide meanwhile is asked about.
  const [seen] = useState(item)
  const shelfName = `typed.target.${project.key}.${place.key}`
  const [target, setTarget] = useState<Vector>(() => {
    const kept = tabShelf.read(shelfName)
    return (typeof kept === 'string' ? parseVector(kept) : null) ?? place.decision.proposed ?? place.target
  })
  const [rationale, setRationale, forget] = useKept(`rationale.${project.key}.${place.key}`, place.decision.rationale ?? '')
  const change = (next: Vector) => {
    setTarget(next)
    tabShelf.write(shelfName, `{${next.join(',')}}`)
  }
  const same = equal(target, place.target) && place.decision.approved && rationale.trim() === (place.decision.rationale ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const made = edit(project.key, seen.state.commit, [approval(place.key, target, rationale.trim())], [seen], approveLabel)
    forget()
    tabShelf.remove(shelfName)
    sayDecided(t('place.approved', { place: place.title, target: `{${target.join(',')}}` }), t('command.undo'), made)
    onClose()
  }
  return (
    <Dialog open title={t('place.approveTitle', { place: place.title })} onClose={onClose} width={760}>
      <form onSubmit={submit} className="stack">
        <div className={css.approve}>
          <div className="stack">
            <VectorEditor
              label={t('vector.target')}
              value={target}
              before={place.decision.approved ? place.target : undefined}
              onChange={change}
            />
            <TextArea
              label={t('place.rationale')}
              hint={t('place.rationaleHint')}
              rows={5}
              value={rationale}
              onChange={(e) => setRationale(e.target.value)}
            />
          </div>
          <Preview place={place} target={target} />
        </div>
        <div className="row">
          <Button type="submit" look="primary" disabled={same}>
            {t('place.approve')}
          </Button>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <span className="muted small">{t('place.approvedAs')}</span>
        </div>
      </form>
    </Dialog>
  )
}

const nameOf = (f: { rule: string; subjects: readonly string[] }) => `${f.rule} ${f.subjects.join(' ')}`

/** What would differ with a target: rows, gaps here and elsewhere, findings. */
function Preview({ place, target: now }: { place: PlaceLevels; target: Vector }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { view } = useProject()
  const target = useDeferredValue(now)
  const changed = !equal(target, place.target) || !place.decision.approved
  const ops: Op[] = changed
    ? [{ op: 'set', key: place.key, properties: { approved_target: [...target], target: [...target] } }]
    : []
  const { data, error } = useQuery(whatIfQuery(view, place.key, ops))
  const levels = useQuery(levelsQuery(view))
  const standard = useQuery(rowsQuery(levels.data?.standard.system ?? ''))
  const asked = rowsAsked(standard.data?.rows ?? [], place.target, target)
  const after = data?.places.find((p) => p.key === place.key)?.after
  // A finding whose numbers change comes and goes at once; it is shown once, as it would be.
  const came = new Set(data?.findings.came.map(nameOf))
  const others = data?.places.filter((p) => p.key !== place.key) ?? []
  if (!changed) return <p className={`${css.preview} small muted`}>{t('place.previewNone')}</p>
  const gap = after ? total(after.gap) : null
  return (
    <div className={css.preview} aria-live="polite">
      <h3>{t('place.preview')}</h3>
      {error && <Problem error={error} />}
      <dl className={css.delta}>
        <dt>{t('place.rowsMore')}</dt>
        <dd title={asked.more.map((r) => r.code).join(', ')}>{standard.data && `+ ${formats.number(asked.more.length)}`}</dd>
        <dt>{t('place.rowsLess')}</dt>
        <dd title={asked.less.map((r) => r.code).join(', ')}>{standard.data && `− ${formats.number(asked.less.length)}`}</dd>
        <dt>{t('place.gapSum')}</dt>
        <dd>
          {formats.number(total(place.gap))} →{' '}
          {gap === null ? (
            <Later>…</Later>
          ) : (
            <b className={gap > total(place.gap) ? 'gap-text' : undefined}>{formats.number(gap)}</b>
          )}
        </dd>
      </dl>
      {after && (
        <div className={css.afterGlyph}>
          <VectorGlyph size="m" levels={place} title={t('place.now')} />
          <Glyph name="ui-arrow" size={14} />
          <VectorGlyph size="m" levels={after} title={t('place.then')} />
        </div>
      )}
      <p className="small muted">{t('place.slaStays')}</p>
      {others.length > 0 && (
        <p className="small">{t('place.others', { places: others.map((p) => `${p.key} ${p.title}`).join(', ') })}</p>
      )}
      {data && (
        <Findings title="place.findingsCome" list={data.findings.came.map((f) => ({ key: nameOf(f), text: words.finding(f) }))} />
      )}
      {data && (
        <Findings
          title="place.findingsGo"
          list={data.findings.went.filter((f) => !came.has(nameOf(f))).map((f) => ({ key: nameOf(f), text: words.finding(f) }))}
        />
      )}
      {isZero(target) && <p className="small gap-text">{t('place.zeros')}</p>}
    </div>
  )
}

function Findings({ title, list }: { title: 'place.findingsCome' | 'place.findingsGo'; list: { key: string; text: string }[] }) {
  const t = useT()
  if (list.length === 0) return null
  return (
    <>
      <p className="small">{t(title, { count: list.length })}</p>
      <ul className={css.texts}>
        {list.slice(0, 6).map((f) => (
          <li key={f.key}>{f.text}</li>
        ))}
      </ul>
    </>
  )
}
