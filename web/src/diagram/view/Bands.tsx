import { memo } from 'react'
import type { Band } from '../layout/stored'
import type { DiagramMessage } from '../messages.en'
import { useSay } from '../words'
import type { Viewport } from './viewport'

/** Purdue levels behind the picture, over the whole width, with their names at the left. */
export const Bands = memo(function Bands({
  bands,
  view,
  width,
  height,
}: {
  bands: readonly Band[]
  view: Viewport
  width: number
  height: number
}) {
  const say = useSay()
  return (
    <g pointerEvents="none">
      {bands.map((band, i) => {
        const top = i === 0 ? 0 : band.top * view.k + view.y
        const bottom = i === bands.length - 1 ? height : band.bottom * view.k + view.y
        if (bottom < 0 || top > height) return null
        const label = Math.max(band.top * view.k + view.y, 0)
        const name: DiagramMessage =
          band.level === null ? 'diagram.level.none' : (`diagram.level.${band.level}` as DiagramMessage)
        return (
          <g key={band.level ?? 'none'}>
            <rect
              x={0}
              y={top}
              width={width}
              height={Math.max(bottom - top, 0)}
              fill={i % 2 === 1 ? 'var(--lane)' : 'var(--canvas)'}
            />
            {i > 0 && <path d={`M0 ${Math.round(top) + 0.5}H${width}`} stroke="var(--border)" />}
            {bottom - label > 42 && (
              <>
                <text x={14} y={label + 22} fontSize={15} fontWeight={600} fill="var(--text-3)">
                  {band.level ?? '–'}
                </text>
                <text x={14} y={label + 37} fontSize={11} fill="var(--text-3)">
                  {say(name)}
                </text>
              </>
            )}
          </g>
        )
      })}
    </g>
  )
})
