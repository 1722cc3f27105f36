/** What can be done about the step that breaks: add what is missing, join what is there, record, confirm. */
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { edit } from '../../api/editing'
import type { Matrix } from '../../api/matrix-queries'
import { requirementQuery } from '../../api/standard-queries'
import { useProject } from '../../api/project'
import { itemsQuery } from '../../api/queries'
import type { Op } from '../../domain/op'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { useKept } from '../../ui/use-kept'
import type { Spot } from './assess'
import { codeOf, type CellState } from './cells'
import { testsToRun, type ChainItem, type ChainLine } from './chain'
import { addOps, componentGroups, componentOps, joinOps, untested } from './missing'
import { useMyName } from '../../api/my-name'
import css from './Panel.module.css'

interface ChainActionsProps {
  matrix: Matrix
  spot: Spot
  cell: CellState
  line: ChainLine
  onEvidence: () => void
}

type Doing = 'design' | 'join design' | 'test' | 'join test' | 'run' | 'confirm' | null

/** The actions of a cell; the one that mends the first broken step stands first. */
export function ChainActions(props: ChainActionsProps) {
  const { matrix, spot, cell, line, onEvidence } = props
  const t = useT()
  const { project, head, can } = useProject()
  const editable = can('write model') // others who come here may confirm, no more
  const [doing, setDoing] = useState<Doing>(null)
  const row = matrix.rows[spot.row]!
  const place = matrix.places[spot.place]!
  const put = (ops: Op[], label: string) => {
    edit(project.key, head.commit, ops, [], label)
    setDoing(null)
  }
  const about = `${project.key}.${cell.allocation}`
  const toggle = (what: Doing) => () => setDoing(doing === what ? null : what)
  const broken = line.broken
  const runnable = [...testsToRun(line), ...testsAgain(line)]
  const first = (step: string): 'primary' | 'plain' => (broken === step ? 'primary' : 'plain')
  return (
    <>
      <div className={css.actions}>
        {line.suspects.length > 0 && (
          <Button
            small
            look={cell.chain === 'suspect' ? 'primary' : 'plain'}
            onClick={toggle('confirm')}
            aria-expanded={doing === 'confirm'}
          >
            {t('matrix.do.confirm', { count: line.suspects.length })}
          </Button>
        )}
        {editable && broken === 'design artifact' && cell.chain === 'no design' && (
          <>
            <Button small look="primary" glyph="ui-plus" onClick={toggle('design')} aria-expanded={doing === 'design'}>
              {t('matrix.do.design')}
            </Button>
            <Button small onClick={toggle('join design')} aria-expanded={doing === 'join design'}>
              {t('matrix.do.joinDesign')}
            </Button>
          </>
        )}
        {editable && broken === 'component requirement' && <AddComponents {...props} put={put} />}
        {editable && line.steps[1]!.state !== 'open' && (broken === 'test case' || line.steps[2]!.missing.length > 0) && (
          <>
            <Button small look={first('test case')} glyph="ui-plus" onClick={toggle('test')} aria-expanded={doing === 'test'}>
              {t('matrix.do.test')}
            </Button>
            <Button small onClick={toggle('join test')} aria-expanded={doing === 'join test'}>
              {t('matrix.do.joinTest')}
            </Button>
          </>
        )}
        {editable && runnable.length > 0 && (
          <Button small look={first('test run')} onClick={toggle('run')} aria-expanded={doing === 'run'}>
            {t('matrix.do.run')}
          </Button>
        )}
        {editable && can('write evidence') && (
          <Button small look={first('evidence')} glyph="ui-plus" onClick={onEvidence}>
            {t('matrix.do.evidence')}
          </Button>
        )}
      </div>
      {doing === 'design' && (
        <AddForm
          name={`${about}.design`}
          title={t('matrix.form.designTitle', { row: row.row, place: place.title })}
          onAdd={(title) => put(addOps('design artifact', title, {}, 'realizes', [cell.allocation]), t('matrix.label.design'))}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing === 'join design' && (
        <JoinForm
          name={`${about}.joinDesign`}
          kinds={['design artifact', 'countermeasure']}
          label={t('matrix.form.whichDesign')}
          onJoin={(key) =>
            put(joinOps(key, key.startsWith('CMS-') ? 'satisfies' : 'realizes', [cell.allocation]), t('matrix.label.design'))
          }
          onCancel={() => setDoing(null)}
        />
      )}
      {doing === 'test' && (
        <AddForm
          name={`${about}.test`}
          title={t('matrix.form.testTitle', { row: row.row, title: row.title })}
          methods
          onAdd={(title, method) =>
            put(addOps('test case', title, { method }, 'verifies', untested(line, cell.allocation)), t('matrix.label.test'))
          }
          onCancel={() => setDoing(null)}
        />
      )}
      {doing === 'join test' && (
        <JoinForm
          name={`${about}.joinTest`}
          kinds={['test case']}
          label={t('matrix.form.whichTest')}
          onJoin={(key) => put(joinOps(key, 'verifies', untested(line, cell.allocation)), t('matrix.label.test'))}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing === 'run' && <RunForm tests={runnable} put={put} onCancel={() => setDoing(null)} />}
      {doing === 'confirm' && (
        <ConfirmForm
          name={`${about}.confirm`}
          links={line.suspects.map((l) => `${l.from} ${l.verb} ${l.to}`)}
          onConfirm={(reason) =>
            put(
              line.suspects.map((l): Op => ({ op: 'confirm', from: l.from, verb: l.verb, to: l.to, reason })),
              t('matrix.label.confirm'),
            )
          }
          onCancel={() => setDoing(null)}
        />
      )}
    </>
  )
}

/** Tests whose last run did not pass. */
function testsAgain(line: ChainLine): ChainItem[] {
  const failed = new Set(line.steps[3]!.items.filter((r) => r.state !== 'passed').map((r) => r.parent))
  return line.steps[2]!.items.filter((test) => failed.has(test.key))
}

interface Putting {
  put: (ops: Op[], label: string) => void
}

/** Makes all component requirements that the row lacks here, with one click. */
function AddComponents({ matrix, spot, cell, line, put }: ChainActionsProps & Putting) {
  const t = useT()
  const row = matrix.rows[spot.row]!
  const { data } = useQuery(requirementQuery(matrix.standard.system, row.row))
  const missing = line.steps[1]!.missing
  const groups = componentGroups(missing)
  if (groups.length === 0) return null
  const titleOf = (code: string) => {
    const title = data?.component_rows.find((r) => codeOf(r.ref) === code)?.title ?? row.title
    return `${title}: ${matrix.places[spot.place]!.title}`
  }
  return (
    <Button
      small
      look="primary"
      glyph="ui-plus"
      onClick={() => put(componentOps(cell.allocation, missing, matrix.standard.component, titleOf), t('matrix.label.component'))}
    >
      {t('matrix.do.components', { count: groups.length })}
    </Button>
  )
}

const methods = ['test', 'inspection', 'analysis', 'demonstration'] as const

interface AddFormProps {
  name: string
  title: string
  methods?: boolean
  onAdd: (title: string, method: string) => void
  onCancel: () => void
}

function AddForm({ name, title: proposed, methods: withMethod, onAdd, onCancel }: AddFormProps) {
  const t = useT()
  const [title, setTitle, forget] = useKept(name, proposed)
  const [method, setMethod] = useState('test')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    forget()
    onAdd(title.trim(), method)
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField label={t('matrix.form.title')} required autoFocus value={title} onChange={(e) => setTitle(e.target.value)} />
      {withMethod && (
        <SelectField
          label={t('matrix.form.method')}
          value={method}
          onChange={(e) => setMethod(e.target.value)}
          choices={methods.map((m) => ({ value: m, label: t(`matrix.method.${m}`) }))}
        />
      )}
      <FormButtons words={t('matrix.form.add')} onCancel={onCancel} />
    </form>
  )
}

function FormButtons({ words, onCancel, disabled }: { words: string; onCancel: () => void; disabled?: boolean }) {
  const t = useT()
  return (
    <div className="row">
      <Button type="submit" small look="primary" disabled={disabled}>
        {words}
      </Button>
      <Button small look="quiet" onClick={onCancel}>
        {t('do.cancel')}
      </Button>
    </div>
  )
}

interface JoinFormProps {
  name: string
  kinds: string[]
  label: string
  onJoin: (key: string) => void
  onCancel: () => void
}

/** Chooses an item that is there, by key or title. */
function JoinForm({ name, kinds, label, onJoin, onCancel }: JoinFormProps) {
  const t = useT()
  const { view } = useProject()
  const { data } = useQuery(itemsQuery(view, kinds, '', 1000))
  const [text, setText, forget] = useKept(name, '')
  const [fault, setFault] = useState('')
  const items = data?.items ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = text.trim().toLowerCase()
    const found = items.filter((i) => {
      const key = i.key.toLowerCase()
      return typed === key || typed.startsWith(`${key} `) || typed === i.title.toLowerCase()
    })
    if (found.length !== 1) {
      setFault(t('matrix.form.unknown'))
      return
    }
    forget()
    onJoin(found[0]!.key)
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={label}
        required
        autoFocus
        list={`${name}.list`}
        value={text}
        fault={fault || undefined}
        onChange={(e) => {
          setFault('')
          setText(e.target.value)
        }}
      />
      <datalist id={`${name}.list`}>
        {items.map((i) => (
          <option key={i.key} value={`${i.key} ${i.title}`} />
        ))}
      </datalist>
      <FormButtons words={t('matrix.form.join')} onCancel={onCancel} />
    </form>
  )
}

const results = ['passed', 'failed', 'blocked'] as const

/** Records that a test was carried out. The steps of a test are worked through on the tests screen. */
function RunForm({ tests, put, onCancel }: { tests: readonly ChainItem[]; onCancel: () => void } & Putting) {
  const t = useT()
  const me = useMyName()
  const { head } = useProject()
  const [test, setTest] = useState(tests[0]!.key)
  const [result, setResult] = useState<string>('passed')
  const [remarks, setRemarks, forget] = useKept(`run.${test}`, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const of = tests.find((x) => x.key === test) ?? tests[0]!
    forget()
    const properties: Record<string, string> = { at: new Date().toISOString(), result }
    if (me !== '') properties['tester'] = me
    if (remarks.trim() !== '') properties['remarks'] = remarks.trim()
    put(addOps('test run', `${of.title}, ${head.date}`, properties, 'executes', [of.key]), t('matrix.label.run'))
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <SelectField
        label={t('kind.test case')}
        value={test}
        autoFocus
        onChange={(e) => setTest(e.target.value)}
        choices={tests.map((x) => ({ value: x.key, label: `${x.key} ${x.title}` }))}
      />
      <SelectField
        label={t('matrix.form.result')}
        value={result}
        onChange={(e) => setResult(e.target.value)}
        choices={results.map((r) => ({ value: r, label: t(`matrix.run.${r}`) }))}
      />
      <TextField label={t('matrix.form.remarks')} value={remarks} onChange={(e) => setRemarks(e.target.value)} />
      <FormButtons words={t('matrix.do.run')} onCancel={onCancel} />
    </form>
  )
}

interface ConfirmFormProps {
  name: string
  links: string[]
  onConfirm: (reason: string) => void
  onCancel: () => void
}

/** Says of all suspect links of the chain that they still hold. */
function ConfirmForm({ name, links, onConfirm, onCancel }: ConfirmFormProps) {
  const t = useT()
  const [reason, setReason, forget] = useKept(name, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return
    forget()
    onConfirm(reason.trim())
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <ul className={css.suspects}>
        {links.slice(0, 8).map((l) => (
          <li key={l} className="mono tiny">
            {l}
          </li>
        ))}
        {links.length > 8 && <li className="muted tiny">{t('matrix.chain.more', { count: links.length - 8 })}</li>}
      </ul>
      <TextField label={t('item.confirmWhy')} required autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
      <FormButtons words={t('item.stillHolds')} onCancel={onCancel} />
    </form>
  )
}
