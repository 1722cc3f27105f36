import type { Mark } from '../scene-diff'

/** What a change did to the thing below: added, changed, removed. */
export function MarkBadge({ mark, x, y }: { mark: Mark; x: number; y: number }) {
  const colour = mark === '+' ? 'var(--add-text)' : mark === '-' ? 'var(--del-text)' : 'var(--accent)'
  const ground = mark === '+' ? 'var(--add-bg)' : mark === '-' ? 'var(--del-bg)' : 'var(--accent-bg)'
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={18} height={18} rx={4} fill={ground} stroke={colour} />
      <text x={9} y={13.5} fontSize={13} fontWeight={600} textAnchor="middle" fill={colour}>
        {mark === '-' ? '−' : mark}
      </text>
    </g>
  )
}
