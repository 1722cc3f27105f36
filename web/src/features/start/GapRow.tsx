import { useQuery } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import type { RowWhy } from '../../api/documents'
import { englishIn, requirementQuery, useRowTitles } from '../../api/standard-queries'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { useWords } from '../../ui/words'
import { isOpen } from './gap-list'
import own from './Gaps.module.css'

export const answers = ['met', 'not met', 'unknown'] as const
export type Answer = (typeof answers)[number]

const signs: Record<string, GlyphName> = {
  met: 'strength-claimed',
  'not met': 'strength-gap',
  'partly met': 'strength-partly-met',
  'not assessed': 'strength-not-assessed',
}

interface GapRowProps {
  row: RowWhy
  standard: string
  /** In how many other places the same row is open. */
  also: number
  everywhere: boolean
  given: Answer | undefined
  editable: boolean
  onAnswer: (value: Answer) => void
}

/** One row: what it is for, what convinces, and a first answer. */
export function GapRow({ row, standard, also, everywhere, given, editable, onAnswer }: GapRowProps) {
  const t = useT()
  const words = useWords()
  const { data } = useQuery(requirementQuery(standard, row.row))
  const titleOf = useRowTitles(standard)
  const recorded = isOpen(row) ? 'not assessed' : (row.assessment ?? 'not assessed')
  const now: string = given === undefined || given === 'unknown' ? recorded : given
  const chosen: Answer | undefined = given ?? (recorded === 'met' || recorded === 'not met' ? recorded : undefined)
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0
    const value = answers[Number(event.key) - 1]
    if (value && editable) {
      event.preventDefault()
      onAnswer(value)
      nextRow(event.currentTarget, 1)
    } else if (step !== 0) {
      event.preventDefault()
      nextRow(event.currentTarget, step)
    }
  }
  return (
    <li className={own.gapRow}>
      <div className={own.gapTitle}>
        <Glyph name={signs[now] ?? 'strength-not-assessed'} size={14} />
        <span className="mono">{row.row}</span>
        <b className="grow">{data?.title ?? titleOf(row.row, row.title)}</b>
        <span className="muted nowrap">SL {row.level}</span>
        {row.allocation && <KeyLink item={row.allocation} />}
      </div>
      <p lang={englishIn(data, 'intent')}>{data?.intent ?? ''}</p>
      {data && data.evidence.length > 0 && (
        <details>
          <summary>{t('start.gaps.convinces')}</summary>
          <ul lang={englishIn(data, 'evidence')}>
            {data.evidence.map((e) => (
              <li key={e}>{e}</li>
            ))}
          </ul>
        </details>
      )}
      <div className={own.answer}>
        {editable ? (
          <div
            className={own.answers}
            role="group"
            aria-label={t('start.gaps.answer', { row: row.row })}
            data-answers
            onKeyDown={onKey}
          >
            {answers.map((value, i) => (
              <button key={value} type="button" aria-pressed={chosen === value} onClick={() => onAnswer(value)}>
                <kbd aria-hidden>{i + 1}</kbd>
                {value === 'unknown' ? t('start.gaps.unknown') : words.choice(value)}
              </button>
            ))}
          </div>
        ) : (
          <span className="muted">{words.choice(now)}</span>
        )}
        <span className="muted tiny">
          {chosen === 'unknown'
            ? t('start.gaps.leftOpen')
            : recorded === 'met' && row.chain
              ? t('start.gaps.chain', { chain: t(`chain.${row.chain}`) })
              : also > 0
                ? everywhere
                  ? t('start.gaps.alsoTaken', { count: also })
                  : t('start.gaps.also', { count: also })
                : ''}
        </span>
      </div>
    </li>
  )
}

/** Moves the focus to the answers of the row before or after. */
function nextRow(from: HTMLElement, step: number) {
  const groups = [...(from.closest('ol')?.querySelectorAll<HTMLElement>('[data-answers]') ?? [])]
  groups[groups.indexOf(from) + step]?.querySelector('button')?.focus()
}
