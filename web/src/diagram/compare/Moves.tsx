import { centre } from '../geometry'
import type { Comparison } from './use-comparison'

/** Where things that moved stood before, each with a line to where they stand now. */
export function Moves({ comparison }: { comparison: Comparison }) {
  const { list, before, both } = comparison
  return (
    <g pointerEvents="none" fill="none" stroke="var(--accent)">
      {list.map((d) => {
        if (d.mark !== '>') return null
        const from = before.targets.get(d.key)
        const to = both.targets.get(d.key)
        if (!from || !to) return null
        const [a, b] = [centre(from), centre(to)]
        return (
          <g key={d.key}>
            <rect x={from.x} y={from.y} width={from.w} height={from.h} rx={4} strokeDasharray="5 4" opacity={0.7} />
            <path
              d={`M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${Math.max(a.y, b.y) + 30} ${b.x} ${b.y}`}
              strokeDasharray="2 4"
              strokeWidth={1.5}
              strokeLinecap="round"
            />
          </g>
        )
      })}
    </g>
  )
}
