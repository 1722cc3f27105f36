import { memo } from 'react'
import { frs } from '../../domain/sl'
import type { Rect } from '../geometry'
import { strengthOf, type SceneZone, type Strength } from '../model'
import type { Mark } from '../scene-diff'
import { fitted, textWidth } from '../text-width'
import { useSay } from '../words'
import { MarkBadge, markTones } from './MarkBadge'
import { placed } from './paths'
import { VectorMark } from './VectorMark'

const outlines: Record<SceneZone['type'], { dash?: string; width: number; stroke: string }> = {
  business: { width: 1, stroke: 'var(--border-strong)' },
  dmz: { width: 1, stroke: 'var(--border-strong)' },
  control: { width: 1, stroke: 'var(--border-strong)' },
  other: { width: 1, stroke: 'var(--border-strong)' },
  safety: { width: 1.5, stroke: 'var(--text-2)' },
  wireless: { width: 1.2, stroke: 'var(--control)', dash: '1.5 3' },
  temporary: { width: 1.2, stroke: 'var(--border-strong)', dash: '6 4' },
  external: { width: 1.2, stroke: 'var(--border-strong)', dash: '10 3 2 3' },
}

const lines: Record<Strength, { stroke: string; dash?: string; width: number }> = {
  met: { stroke: 'var(--met-soft)', width: 3 },
  claimed: { stroke: 'var(--met)', dash: '2 2', width: 3 },
  gap: { stroke: 'var(--gap)', dash: '7 3', width: 3 },
  'not assessed': { stroke: 'var(--control)', dash: '2 5', width: 2 },
}

const zoneGlyph = (type: SceneZone['type']) => `#g-zone-${type === 'other' ? 'control' : type}`
export const strengthGlyph = (s: Strength) => `#g-strength-${s.replace(' ', '-')}`

interface ZoneShapeProps {
  zone: SceneZone
  box: Rect
  depth: number
  fr: number | null
  collapsed: boolean
  /** What a collapsed zone hides. */
  hidden: { zones: number; assets: number; findings: number; suspects: number } | null
  /** How much larger name, vector and badges are where the whole is drawn small; 0 near by. */
  far: number
  /** refused: it would take what is dragged, and a rule would be broken. */
  look: 'plain' | 'chosen' | 'target' | 'refused' | 'source'
  mark: Mark | undefined
}

/** A zone: outline by type, line of strength, head, badges. */
export const ZoneShape = memo(function ZoneShape({ zone, box, depth, fr, collapsed, hidden, far, look, mark }: ZoneShapeProps) {
  const say = useSay()
  const strength = strengthOf(zone.levels, fr)
  const outline = outlines[zone.type]
  const line = lines[strength]
  const tone = mark && markTones[mark]
  const accent = look === 'target' || look === 'chosen'
  const findings = zone.findings.filter((f) => f.severity !== 'info').length + (hidden?.findings ?? 0)
  const suspects = zone.suspects + (hidden?.suspects ?? 0)
  const big = far > 0
  // Names grow until they fill the zone, and no further.
  const size = big ? Math.min(12.5 * far, ((box.w - 60) / textWidth(zone.title, 12.5)) * 12.5, box.h * 0.4) : 12.5
  const room = big ? box.w - 40 : box.w - 37 - 8 - textWidth(zone.key, 11, true) - 22 - 83
  const title = fitted(zone.title, size, Math.max(room, 60))
  const badge = big ? Math.min(far, box.w / 160, 2) : 1
  const grown = big ? Math.max(1, Math.min(far, (box.w - 40) / 67, (box.h - size * 1.6) / 19)) : 1
  const titleWidth = textWidth(title, size)
  const type = say(`diagram.type.${zone.type}`)
  const { x, y } = box
  // Places are absolute: see `placed`.
  return (
    <g data-key={zone.key} data-kind="zone" opacity={look === 'source' ? 0.45 : undefined}>
      <title>
        {say('diagram.zone.said', { key: zone.key, title: zone.title, type, strength: say(`diagram.strength.${strength}`) })}
      </title>
      <rect
        x={x}
        y={y}
        width={box.w}
        height={box.h}
        rx={6}
        fill={
          look === 'target'
            ? 'var(--accent-bg)'
            : look === 'refused'
              ? 'var(--gap-bg)'
              : depth % 2 === 0
                ? 'var(--zone)'
                : 'var(--surface)'
        }
        stroke={look === 'refused' ? 'var(--gap)' : accent ? 'var(--accent)' : tone ? tone.text : outline.stroke}
        strokeWidth={accent || look === 'refused' ? 2 : tone ? 1.5 : outline.width}
        strokeDasharray={look === 'refused' ? '7 3' : look === 'target' ? undefined : (tone?.dash ?? outline.dash)}
        strokeLinecap={outline.dash ? 'round' : undefined}
      />
      {zone.type === 'safety' && (
        <rect
          x={x + 4}
          y={y + 4}
          width={box.w - 8}
          height={box.h - 8}
          rx={3}
          fill="none"
          stroke="var(--text-2)"
          strokeWidth={0.75}
          pointerEvents="none"
        />
      )}
      <path
        d={`M${x + (zone.type === 'safety' ? 7.5 : 4)} ${y + 12}V${y + box.h - 10}`}
        stroke={line.stroke}
        strokeWidth={line.width}
        strokeDasharray={line.dash}
      />
      {!big && <use href={zoneGlyph(zone.type)} x={x + 13} y={y + 8.5} width={15} height={15} color="var(--text-2)" />}
      <text x={x + (big ? 24 : 34)} y={y + (big ? size * 1.25 : 20.5)} fontSize={size} fontWeight={600} fill="var(--text)">
        {title}
      </text>
      {!big && (
        <text x={x + 34 + titleWidth + 8} y={y + 20.5} fontSize={11} fontFamily="var(--mono)" fill="var(--text-3)">
          {zone.key}
        </text>
      )}
      {(zone.assets.length > 0 || zone.children.length > 0) && !big && (
        <g
          data-toggle={zone.key}
          color="var(--text-3)"
          style={{ cursor: 'pointer' }}
          transform={`translate(${x + 34 + titleWidth + 8 + textWidth(zone.key, 11, true) + 4} ${y + 7})`}
        >
          <rect width={18} height={18} rx={3} fill="transparent" />
          <title>{say(collapsed ? 'diagram.expand' : 'diagram.collapse', { title: zone.title })}</title>
          <use href={collapsed ? '#g-ui-chevron-right' : '#g-ui-chevron-down'} x={3} y={3} width={12} height={12} />
        </g>
      )}
      {zone.levels &&
        fr === null &&
        (big ? (
          <VectorMark levels={zone.levels} x={x + 24} y={y + size * 1.6} scale={grown} />
        ) : (
          <VectorMark levels={zone.levels} x={x + box.w - 82} y={y + 12} />
        ))}
      {fr !== null && (
        <>
          <text x={x + box.w - 36} y={y + 21} fontSize={12} textAnchor="end" fill="var(--text-3)">
            {frs[fr]}{' '}
            <tspan fontWeight={600} fill={strength === 'gap' ? 'var(--gap-text)' : 'var(--text)'}>
              {zone.levels?.achieved[fr] ?? 0}
            </tspan>
            {zone.levels?.approved ? ` / ${zone.levels.target[fr] ?? 0}` : ''}
          </text>
          <use href={strengthGlyph(strength)} x={x + box.w - 30} y={y + 10} width={14} height={14} />
        </>
      )}
      {collapsed && hidden && !big && (
        <text x={x + 34} y={y + 46} fontSize={11} fill="var(--text-3)">
          {[
            hidden.assets > 0 ? say('diagram.assets', { count: hidden.assets }) : '',
            hidden.zones > 0 ? say('diagram.zones', { count: hidden.zones }) : '',
          ]
            .filter((x) => x !== '')
            .join(', ')}
        </text>
      )}
      {suspects > 0 && (
        <Marker
          glyph="#g-marker-suspect"
          x={x + box.w - (findings > 0 ? 74 : 32)}
          y={y - 7}
          said={say('diagram.suspects', { count: suspects })}
        />
      )}
      {findings > 0 && (
        <FindingBadge
          count={findings}
          x={x + box.w - 16 - 36 * badge}
          y={y - 9 * badge}
          scale={badge}
          said={say('diagram.findings', { count: findings })}
        />
      )}
      {mark && <MarkBadge mark={mark} x={x + (big ? -12 * badge : 12)} y={y - 9 * badge} scale={badge} />}
    </g>
  )
})

function FindingBadge({ count, x, y, scale, said }: { count: number; x: number; y: number; scale: number; said: string }) {
  const width = count > 99 ? 50 : count > 9 ? 41 : 35
  return (
    <g>
      <title>{said}</title>
      <rect
        x={x + 0.5 * scale}
        y={y + 0.5 * scale}
        width={width * scale}
        height={17 * scale}
        rx={8.5 * scale}
        fill="var(--surface)"
        stroke="var(--gap)"
        strokeWidth={scale}
      />
      <path
        d={placed('M8 6H16L12 12.8Z', x, y, scale)}
        fill="var(--gap)"
        stroke="var(--gap)"
        strokeWidth={scale}
        strokeLinejoin="round"
      />
      <text x={x + 20.5 * scale} y={y + 13.2 * scale} fontSize={12 * scale} fontWeight={600} fill="var(--gap-text)">
        {count}
      </text>
    </g>
  )
}

export function Marker({ glyph, x, y, said }: { glyph: string; x: number; y: number; said: string }) {
  return (
    <g>
      <title>{said}</title>
      <use href={glyph} x={x} y={y} width={14} height={14} />
    </g>
  )
}
