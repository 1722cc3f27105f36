import { useMemo, type ReactNode } from 'react'
import type { InventoryPlan } from '../../api/job-queries'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Tabs } from '../../ui/Tabs'
import { useWords } from '../../ui/words'
import { LongTable, type LongRow } from './LongTable'
import css from './Import.module.css'

const parts = ['added', 'changed', 'problems', 'corrected', 'omitted', 'created', 'missing', 'notes'] as const
type Part = (typeof parts)[number]

interface ImportPreviewProps {
  plan: InventoryPlan
  cut: boolean
  /** What is shown in place of the list of problems, where they can be mended. */
  mending?: { count: number; table: ReactNode }
}

/** What an import would do row by row, in parts. */
export function ImportPreview({ plan, cut, mending }: ImportPreviewProps) {
  const t = useT()
  const words = useWords()
  const [address, change] = useProjectAddress()
  const rows = useMemo(() => rowsOf(plan, (name) => words.property(name)), [plan, words])
  // Where they can be mended, what was corrected and left out stands among the problems.
  const there = (p: Part) =>
    (mending && p === 'problems') || (rows[p].length > 0 && !(mending && (p === 'corrected' || p === 'omitted')))
  const shown = parts.filter(there)
  const wanted = parts.find((p) => p === address.view['part'])
  const part: Part = wanted && shown.includes(wanted) ? wanted : (shown[0] ?? 'added')
  if (shown.length === 0) return null
  const heads: Record<Part, string[]> = {
    added: [t('import.row'), t('import.key'), t('import.name'), t('import.zone'), t('import.product')],
    changed: [t('import.row'), t('import.key'), t('import.name'), t('import.field'), t('import.before'), t('import.after')],
    problems: [t('import.row'), t('import.column'), t('import.problem')],
    corrected: [t('import.row'), t('import.column'), t('import.mend.was'), t('import.mend.value')],
    omitted: [t('import.row'), t('import.name')],
    created: [t('import.row'), t('import.key'), t('import.name')],
    missing: [t('import.key'), t('import.name')],
    notes: [t('import.note')],
  }
  return (
    <section className={css.preview} aria-label={t('import.preview')}>
      <Tabs
        label={t('import.preview')}
        value={part}
        tabs={shown.map((p) => ({
          value: p,
          label: t(`import.part.${p}`),
          count: p === 'problems' && mending ? mending.count : rows[p].length,
        }))}
        onChange={(p) => change({ view: { ...address.view, part: p } }, { replace: true })}
      >
        {part === 'problems' && <p className={css.about}>{t(mending ? 'import.mend.note' : 'import.problemsNote')}</p>}
        {part === 'missing' && <p className={css.about}>{t('import.missingNote')}</p>}
        {cut && <p className={css.about}>{t('import.cut')}</p>}
        {part === 'problems' && mending ? (
          mending.table
        ) : (
          <LongTable
            name={t(`import.part.${part}`)}
            columns={heads[part].map((name, i) => ({
              name,
              narrow: name === t('import.row') || name === t('import.key'),
              mono: name === t('import.key'),
              wide: i === heads[part].length - 1,
            }))}
            rows={rows[part]}
          />
        )}
      </Tabs>
    </section>
  )
}

function rowsOf(plan: InventoryPlan, property: (name: string) => string): Record<Part, LongRow[]> {
  const place = (name: string) => (name === 'zone' || name === 'conduit' || name === 'product' || name === 'title' ? name : name)
  return {
    added: plan.added.map((a) => [a.row, a.key, a.title, a.zone ?? '', a.product ?? '']),
    changed: plan.changed.flatMap((a) =>
      a.changes.map((c): LongRow => [a.row, a.key, a.title, property(place(c.field)), c.old, c.new]),
    ),
    problems: plan.problems.map((p) => [p.row ?? '', p.field ?? '', p.message]),
    corrected: plan.corrected.map((c) => [c.row, c.column, c.old, c.new]),
    omitted: plan.omitted.map((o) => [o.row, o.asset ?? '']),
    created: plan.created.map((c) => [c.row ?? '', c.key, c.title]),
    missing: plan.missing.map((c) => [c.key, c.title]),
    notes: [...plan.proposals, ...plan.notes].map((n) => [n]),
  }
}
