import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { TimelineCommit } from '../../api/documents'
import type { TimelineFilter } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { baselinesQuery, driftQuery } from '../../api/queries'
import { useCommands } from '../../ui/commands'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useLocale, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Empty } from '../../ui/Notice'
import { Button } from '../../ui/Button'
import { Problem } from '../../ui/Problem'
import { CommitRow } from './CommitRow'
import { localDay, nearDay } from './day'
import { filled } from './filter'
import { driftMoves } from './level-moves'
import { inSight, timelineLines, tops } from './lines'
import type { useTimeline } from './use-timeline'
import css from './Timeline.module.css'

interface TimelineProps {
  timeline: ReturnType<typeof useTimeline>
  filter: TimelineFilter
  chosen: number | null
  a: number | null
  b: number | null
  onChoose: (commit: number) => void
  onSide: (side: 'a' | 'b', commit: number) => void
  onClear: () => void
}

/** The commits, the newest first, as far as anybody scrolls. */
export function Timeline({ timeline, filter, chosen, a, b, onChoose, onSide, onClear }: TimelineProps) {
  const t = useT()
  const formats = useFormats()
  const locale = useLocale()
  const { view } = useProject()
  const baselines = useQuery(baselinesQuery(view))
  const drift = useQuery(driftQuery(view))
  const { commits, hasNextPage, isFetchingNextPage, fetchNextPage } = timeline
  const moves = useMemo(() => driftMoves(drift.data ?? { places: [] }), [drift.data])
  const lines = useMemo(() => timelineLines(commits, baselines.data?.baselines ?? [], localDay), [commits, baselines.data])
  const offsets = useMemo(() => tops(lines), [lines])
  const box = useRef<HTMLDivElement>(null)
  const [[from, to], setRange] = useState<[number, number]>([0, 0])
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const next = inSight(offsets, el.scrollTop, el.clientHeight)
    setRange((before) => (before[0] === next[0] && before[1] === next[1] ? before : next))
  }, [offsets])
  useLayoutEffect(look, [look])
  useEffect(() => {
    const el = box.current
    if (!el) return
    const watch = new ResizeObserver(look)
    watch.observe(el)
    return () => watch.disconnect()
  }, [look])
  useEffect(() => {
    if (to >= lines.length - 20 && hasNextPage && !isFetchingNextPage && !timeline.error) void fetchNextPage()
  }, [to, lines.length, hasNextPage, isFetchingNextPage, fetchNextPage, timeline.error])

  const focusNext = useRef<number | null>(null)
  const reveal = useCallback(
    (commit: number) => {
      const i = lines.findIndex((l) => l.is === 'commit' && l.commit.number === commit)
      const el = box.current
      if (i < 0 || !el) return
      // The head of the day stays in sight above the first commit.
      if (offsets[i]! - 30 < el.scrollTop) el.scrollTop = offsets[i]! - 60
      else if (offsets[i + 1]! > el.scrollTop + el.clientHeight) el.scrollTop = offsets[i + 1]! - el.clientHeight + 20
      look()
    },
    [lines, offsets, look],
  )
  const move = useCallback(
    (step: number, focus: boolean) => {
      const i = commits.findIndex((c) => c.number === chosen)
      const next = commits[i < 0 ? 0 : Math.min(commits.length - 1, Math.max(0, i + step))]
      if (!next) return
      if (focus) focusNext.current = next.number
      reveal(next.number)
      onChoose(next.number)
    },
    [commits, chosen, onChoose, reveal],
  )
  useEffect(() => {
    if (focusNext.current === null) return
    const row = box.current?.querySelector<HTMLElement>(`[data-commit="${focusNext.current}"]`)
    if (!row) return
    focusNext.current = null
    row.focus({ preventScroll: true })
  })
  useCommands(
    useMemo(
      () => [
        { id: 'history.next', label: t('history.next'), group: t('screen.history'), chord: 'J', run: () => move(1, true) },
        {
          id: 'history.previous',
          label: t('history.previous'),
          group: t('screen.history'),
          chord: 'K',
          run: () => move(-1, true),
        },
      ],
      [t, move],
    ),
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }
    const step = steps[event.key]
    if (step !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      move(step, true)
    }
    const side = event.key.toLowerCase()
    if ((side === 'a' || side === 'b') && chosen !== null && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      onSide(side, chosen)
    }
  }
  const loaded = timeline.data !== undefined
  const first = commits[0]?.number
  if (timeline.error && !loaded) return <Problem error={timeline.error} onRetry={() => void timeline.refetch()} />
  return (
    <div ref={box} className={css.box} onScroll={look} onKeyDown={onKeyDown} data-testid="timeline">
      {!loaded && (
        <Later>
          <p className={css.note}>{t('history.loading')}</p>
        </Later>
      )}
      {loaded && commits.length === 0 && !hasNextPage && (
        <Empty actions={filled(filter).length > 0 && <Button onClick={onClear}>{t('history.clear')}</Button>}>
          {filled(filter).length > 0 ? t('history.noneFits') : t('history.none')}
        </Empty>
      )}
      <ol className={css.lines} style={{ height: offsets.at(-1) }} aria-label={t('history.commits')}>
        {lines.slice(from, to).map((line, i) => {
          const place = { top: offsets[from + i], height: line.height }
          switch (line.is) {
            case 'day':
              return (
                <li key={line.key} className={css.day} style={place}>
                  {[nearDay(line.day, new Date(), locale), formats.day(line.day)].filter((x) => x !== null).join(', ')}
                </li>
              )
            case 'mark':
              return (
                <li key={line.key} className={css.mark} style={place}>
                  <Glyph name="nav-history" size={14} />
                  <span className="mono">{line.baseline}</span>
                  <span className="ellipsis">{line.title}</span>
                </li>
              )
            case 'commit': {
              const c: TimelineCommit = line.commit
              return (
                <CommitRow
                  key={line.key}
                  commit={c}
                  place={place}
                  chosen={c.number === chosen}
                  reachable={c.number === (chosen ?? first)}
                  side={c.number === a ? 'A' : c.number === b ? 'B' : null}
                  moves={moves.get(c.number) ?? []}
                  onChoose={onChoose}
                  onSide={onSide}
                />
              )
            }
          }
        })}
      </ol>
      {loaded && hasNextPage && (
        <p className={css.note} role="status">
          {timeline.error ? (
            <Button look="link" onClick={() => void fetchNextPage()}>
              {t('do.retry')}
            </Button>
          ) : (
            t('history.lookedTo', { number: timeline.lookedTo })
          )}
        </p>
      )}
    </div>
  )
}
