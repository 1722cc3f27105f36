import { memo } from 'react'
import type { Rect } from '../geometry'
import type { SceneAsset } from '../model'
import type { Mark } from '../scene-diff'
import { fitted } from '../text-width'
import { useSay } from '../words'
import { MarkBadge, markTones } from './MarkBadge'
import { Marker } from './ZoneShape'

interface AssetShapeProps {
  asset: SceneAsset
  box: Rect
  look: 'plain' | 'chosen' | 'source' | 'ghost'
  mark?: Mark
}

/** An asset: symbol by function, name, key, markers on its corner. */
export const AssetShape = memo(function AssetShape({ asset, box, look, mark }: AssetShapeProps) {
  const say = useSay()
  const accent = look === 'chosen' || look === 'ghost'
  const findings = asset.findings.filter((f) => f.severity !== 'info').length
  const tone = mark && markTones[mark]
  const dash = look === 'source' || asset.planned ? '5 3' : tone?.dash
  return (
    <g
      data-key={asset.key}
      data-kind="asset"
      transform={`translate(${box.x} ${box.y})`}
      opacity={look === 'source' ? 0.45 : undefined}
      className={look === 'ghost' ? 'ghost' : undefined}
    >
      <title>{say('diagram.asset.said', { key: asset.key, title: asset.title, function: asset.function })}</title>
      <rect
        width={box.w}
        height={box.h}
        rx={4}
        fill="var(--surface)"
        stroke={accent ? 'var(--accent)' : tone ? tone.text : dash ? 'var(--border-strong)' : 'var(--border)'}
        strokeWidth={accent ? 2 : 1}
        strokeDasharray={accent ? undefined : dash}
      />
      {asset.legacy && <path d={`M4 ${box.h}H${box.w - 4}`} stroke="var(--text-3)" strokeWidth={1.5} strokeDasharray="4 3" />}
      <use href={`#g-asset-${asset.symbol}`} x={9.5} y={11} width={16} height={16} color="var(--text-2)" />
      <text x={34} y={16.5} fontSize={12} fontWeight={500} fill="var(--text)">
        {fitted(asset.title, 12, box.w - 42)}
      </text>
      <text x={34} y={30} fontSize={11} fontFamily="var(--mono)" fill="var(--text-3)">
        {asset.key}
      </text>
      {findings > 0 && (
        <Marker glyph="#g-strength-gap" x={box.w - 9} y={-6} said={say('diagram.findings', { count: findings })} />
      )}
      {asset.suspects > 0 && (
        <Marker
          glyph="#g-marker-suspect"
          x={box.w - (findings > 0 ? 26 : 8)}
          y={-7}
          said={say('diagram.suspects', { count: asset.suspects })}
        />
      )}
      {mark && <MarkBadge mark={mark} x={-9} y={-9} />}
    </g>
  )
})
