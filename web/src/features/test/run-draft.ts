/**
 * A run that is being carried out: its steps, what was seen, the files, and in
 * the end the steps of one commit. What is typed is kept as JSON.
 */
import type { Op, Properties } from '../../domain/op'
import type { Verdict } from './cases'

export interface Step {
  /** What to do. */
  text: string
  /** What must come out; empty if the case says it for the whole only. */
  expected: string
}

/** A file that was dropped on a step and is stored on the server. */
export interface StepFile {
  digest: string
  size: number
  name: string
  mediaType: string
  step: number
}

export interface StepEntry {
  verdict: Verdict | null
  actual: string
  note: string
}

export interface RunDraft {
  /** The texts of the case when the run began; a change since is shown. */
  procedure: string
  expected: string
  step: number
  entries: StepEntry[]
  files: StepFile[]
  tester: string
  /** Assets the run was carried out on. */
  assets: string[]
  /** Last day on which the evidence counts; empty for no end. */
  validUntil: string
  /** Whether the evidence holds for the firmware of now only. */
  firmwareOnly: boolean
  /** The title of a defect to record; empty for none. */
  defect: string
  /** The edit that carries the run once it is finished, and the moment it is recorded with. */
  sent: { id: string; at: string } | null
}

const bullet = /^\s*(?:\d+\s*[.):]\s+|[-*•]\s+)/

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '')
}

/** The steps of a procedure: its lines, without the numbers before them. What is expected is paired when there are as many lines of it. */
export function stepsOf(procedure: string, expected: string): Step[] {
  const todo = lines(procedure).map((l) => l.replace(bullet, ''))
  const out = lines(expected).map((l) => l.replace(bullet, ''))
  if (todo.length === 0) return [{ text: '', expected: out.join('\n') }]
  const paired = out.length === todo.length
  return todo.map((text, i) => ({ text, expected: paired ? (out[i] ?? '') : i === todo.length - 1 ? out.join('\n') : '' }))
}

/** A run that begins. */
export function newDraft(procedure: string, expected: string, tester: string, assets: readonly string[]): RunDraft {
  return {
    procedure,
    expected,
    step: 0,
    entries: stepsOf(procedure, expected).map(() => ({ verdict: null, actual: '', note: '' })),
    files: [],
    tester,
    assets: [...assets],
    validUntil: '',
    firmwareOnly: assets.length > 0,
    defect: '',
    sent: null,
  }
}

/** Whether something read from storage is a draft of this version. */
export function isRunDraft(x: unknown): x is RunDraft {
  if (typeof x !== 'object' || x === null) return false
  const d = x as Partial<RunDraft>
  return (
    typeof d.procedure === 'string' &&
    typeof d.expected === 'string' &&
    typeof d.step === 'number' &&
    Array.isArray(d.entries) &&
    Array.isArray(d.files) &&
    Array.isArray(d.assets) &&
    typeof d.tester === 'string' &&
    typeof d.validUntil === 'string' &&
    typeof d.defect === 'string'
  )
}

/** Whether anything is in a draft that would be a pity to lose. */
export const isTouched = (d: RunDraft): boolean =>
  d.files.length > 0 || d.entries.some((e) => e.verdict !== null || e.actual !== '' || e.note !== '')

/** The draft with a part of one step replaced. */
export const withEntry = (d: RunDraft, step: number, part: Partial<StepEntry>): RunDraft => ({
  ...d,
  entries: d.entries.map((e, i) => (i === step ? { ...e, ...part } : e)),
})

/** The verdict of the whole: the worst of the steps; null while one is open. */
export function resultOf(entries: readonly StepEntry[]): Verdict | null {
  if (entries.some((e) => e.verdict === 'failed')) return 'failed'
  if (entries.some((e) => e.verdict === 'blocked')) return 'blocked'
  return entries.every((e) => e.verdict === 'passed') ? 'passed' : null
}

/** Why a run cannot be recorded yet; empty if it can. */
export type Lack = 'open steps' | 'what was seen' | 'tester'

/** What is missing before a run can be recorded. A failed run may stop early; what was seen is said for each step that did not pass. */
export function lacking(d: RunDraft): Lack[] {
  const out: Lack[] = []
  if (resultOf(d.entries) === null) out.push('open steps')
  if (d.entries.some((e) => (e.verdict === 'failed' || e.verdict === 'blocked') && e.actual.trim() === ''))
    out.push('what was seen')
  if (d.tester.trim() === '') out.push('tester')
  return out
}

/** The words that the record of a run is written in. */
export interface RunWords {
  step: (n: number, verdict: Verdict | null) => string
  note: (text: string) => string
  testedOn: (assets: string) => string
  firmware: (version: string) => string
}

export interface Tested {
  key: string
  title: string
  firmware: string
}

/** What was seen, step by step, and on what, as text for people. */
export function remarksOf(d: RunDraft, assets: readonly Tested[], words: RunWords): string {
  const steps = d.entries.map((e, i) => {
    const said = [e.actual.trim(), e.note.trim() === '' ? '' : words.note(e.note.trim())].filter((s) => s !== '').join(' ')
    const head = words.step(i + 1, e.verdict)
    return said === '' ? `${head}.` : `${head}: ${said}`
  })
  const on = assets.map((a) => `${a.key} ${a.title}${a.firmware === '' ? '' : ` (${words.firmware(a.firmware)})`}`)
  return [...steps, ...(on.length > 0 ? [words.testedOn(on.join('; '))] : [])].join('\n')
}

/** The one firmware that all tested assets run; null if there is none or several. */
export function commonFirmware(assets: readonly Tested[]): string | null {
  const versions = new Set(assets.map((a) => a.firmware))
  const [only] = versions
  return versions.size === 1 && only ? only : null
}

export interface RunFacts {
  test: { key: string; title: string }
  campaign: string | null
  /** When it is concluded, RFC 3339. */
  at: string
  assets: readonly Tested[]
  words: RunWords
}

/** The steps of the one commit that records a run with its evidence. */
export function runOps(d: RunDraft, facts: RunFacts): Op[] {
  const result = resultOf(d.entries)
  if (result === null) return []
  const remarks = remarksOf(d, facts.assets, facts.words)
  const ops: Op[] = [
    {
      op: 'create',
      kind: 'test run',
      ref: '$run',
      title: `${facts.test.title}, ${facts.at.slice(0, 10)}`,
      properties: { at: facts.at, result, tester: d.tester.trim(), ...(remarks === '' ? {} : { remarks }) },
    },
    { op: 'link', from: '$run', verb: 'executes', to: facts.test.key },
  ]
  const firmware = d.firmwareOnly ? commonFirmware(facts.assets) : null
  filesByDigest(d.files).forEach((file, i) => {
    const ref = `$evidence${i + 1}`
    ops.push({
      op: 'create',
      kind: 'evidence',
      ref,
      title: `${facts.test.title}: ${file.name}`,
      properties: evidenceOf(file, d, facts, firmware),
    })
    ops.push({ op: 'link', from: ref, verb: 'evidences', to: '$run' })
    for (const asset of facts.assets) ops.push({ op: 'link', from: ref, verb: 'holds for', to: asset.key })
  })
  if (facts.campaign !== null) ops.push({ op: 'link', from: facts.campaign, verb: 'for', to: '$run' })
  if (result === 'failed' && d.defect.trim() !== '') {
    ops.push({ op: 'create', kind: 'defect', ref: '$defect', title: d.defect.trim(), properties: { status: 'open' } })
    ops.push({ op: 'link', from: '$defect', verb: 'raised by', to: '$run' })
    for (const asset of facts.assets) ops.push({ op: 'link', from: '$defect', verb: 'affects', to: asset.key })
  }
  return ops
}

function evidenceOf(file: StepFile, d: RunDraft, facts: RunFacts, firmware: string | null): Properties {
  return {
    file_name: file.name,
    digest: file.digest,
    ...(file.mediaType === '' ? {} : { media_type: file.mediaType }),
    // Evidence of a run counts as collected when the run is concluded, also when that is another day.
    collected_at: facts.at,
    collected_by: d.tester.trim(),
    ...(d.validUntil === '' ? {} : { valid_until: d.validUntil }),
    ...(firmware === null ? {} : { firmware_from: firmware, firmware_to: firmware }),
  }
}

/** Files once each: the same bytes on two steps are one piece of evidence. */
export function filesByDigest(files: readonly StepFile[]): StepFile[] {
  const seen = new Map<string, StepFile>()
  for (const f of files) if (!seen.has(f.digest)) seen.set(f.digest, f)
  return [...seen.values()]
}

/** The step after one, the first open one if all behind it are done. */
export function nextStep(d: RunDraft): number {
  const behind = d.entries.findIndex((e, i) => i > d.step && e.verdict === null)
  if (behind >= 0) return behind
  const open = d.entries.findIndex((e) => e.verdict === null)
  return open >= 0 && open !== d.step ? open : Math.min(d.step + 1, d.entries.length - 1)
}
