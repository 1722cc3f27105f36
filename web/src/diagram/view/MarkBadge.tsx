import type { Mark } from '../scene-diff'

/** Colours of a sign; each has a shape of its own too. */
export const markTones: Record<Mark, { text: string; ground: string; dash?: string }> = {
  '+': { text: 'var(--add-text)', ground: 'var(--add-bg)' },
  '-': { text: 'var(--del-text)', ground: 'var(--del-bg)', dash: '5 4' },
  '>': { text: 'var(--accent)', ground: 'var(--accent-bg)' },
  '~': { text: 'var(--suspect-text)', ground: 'var(--suspect-bg)' },
}

/** What a change did to the thing below: added, removed, moved, changed. */
export function MarkBadge({ mark, x, y, scale = 1 }: { mark: Mark; x: number; y: number; scale?: number }) {
  const { text, ground } = markTones[mark]
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <rect width={18} height={18} rx={4} fill={ground} stroke={text} />
      {mark === '>' ? (
        <path
          d="M4 9h9M9.5 5.5L13 9l-3.5 3.5"
          fill="none"
          stroke={text}
          strokeWidth={1.6}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ) : (
        <text x={9} y={13.5} fontSize={13} fontWeight={600} textAnchor="middle" fill={text}>
          {mark === '-' ? '−' : mark}
        </text>
      )}
    </g>
  )
}
