import { memo } from 'react'
import css from './LineChart.module.css'

export interface ChartPoint {
  /** Where on the axis, 0 to 1. */
  x: number
  lower: number
  upper: number
  label?: string
}

interface LineChartProps {
  points: readonly ChartPoint[]
  /** What the whole says, for screen readers. */
  title: string
  width: number
  height: number
  format: (value: number) => string
}

/** Two lines over time: one solid, one dashed above it, the room between hatched. Values are shares, 0 to 1. */
export const LineChart = memo(function LineChart({ points, title, width, height, format }: LineChartProps) {
  const left = 38
  const right = 12
  const top = 10
  const bottom = 22
  const values = points.flatMap((p) => [p.lower, p.upper])
  // Four rooms of whole steps, so that every mark is a round number.
  const least = Math.min(...values, 1)
  const step = [0.01, 0.02, 0.05, 0.1, 0.25].find((w) => Math.floor(least / w) * w + 4 * w >= Math.max(...values)) ?? 0.25
  const low = Math.min(Math.floor(least / step) * step, 1 - 4 * step)
  const high = low + 4 * step
  const x = (p: ChartPoint) => left + p.x * (width - left - right)
  const y = (v: number) => top + (1 - (v - low) / (high - low)) * (height - top - bottom)
  // Levels change at a commit and stay until the next: a line of steps.
  const steps = (pick: (p: ChartPoint) => number) =>
    points.map((p, i) => (i === 0 ? `M${x(p)} ${y(pick(p))}` : `H${x(p)}V${y(pick(p))}`)).join('')
  const back = [...points]
    .reverse()
    .map((p, i, all) => (i === 0 ? `L${x(p)} ${y(p.lower)}` : `V${y(p.lower)}H${x(p)}`) + (i === all.length - 1 ? 'Z' : ''))
    .join('')
  const marks = [0, 1, 2, 3, 4].map((i) => low + i * step)
  const last = points.at(-1)
  return (
    <svg className={css.chart} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      {marks.map((m) => (
        <g key={m}>
          <path d={`M${left} ${y(m)}H${width - right}`} className={css.grid} />
          <text x={left - 8} y={y(m) + 4} textAnchor="end" className={css.axis}>
            {format(m)}
          </text>
        </g>
      ))}
      <path d={steps((p) => p.upper) + back} className={css.between} />
      <path d={steps((p) => p.upper)} className={css.upper} />
      <path d={steps((p) => p.lower)} className={css.lower} />
      {last && <circle cx={x(last)} cy={y(last.lower)} r="3" className={css.dot} />}
      {points.map(
        (p, i) =>
          p.label && (
            <text
              key={i}
              x={x(p)}
              y={height - 5}
              textAnchor={p.x < 0.1 ? 'start' : p.x > 0.9 ? 'end' : 'middle'}
              className={css.axis}
            >
              {p.label}
            </text>
          ),
      )}
    </svg>
  )
})
