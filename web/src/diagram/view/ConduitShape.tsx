import { memo } from 'react'
import { strengthOf, type SceneConduit } from '../model'
import { bundleWidth } from '../routing/channels'
import type { Label } from '../routing/labels'
import type { Route } from '../routing/route'
import type { Mark } from '../scene-diff'
import { textWidth } from '../text-width'
import { useSay } from '../words'
import { MarkBadge, markTones } from './MarkBadge'
import { rounded } from './paths'
import { signOf } from './picture'

const dashes: Record<SceneConduit['look'], string | undefined> = { plain: undefined, wireless: '2 4', temporary: '10 4' }

interface WireProps {
  conduit: SceneConduit
  route: Route
  broken: boolean
  chosen: boolean
  /** Whether its channels are drawn inside, so that it has to be wider. */
  open: boolean
  /** Whether all is so small that one stroke says as much as a double line. */
  far: boolean
  /** What lies under it: the canvas, or the zone that holds both ends. */
  ground: string
  mark: Mark | undefined
}

/** The double line of a conduit. */
export const Wire = memo(function Wire({ conduit, route, broken, chosen, open, far, ground, mark }: WireProps) {
  const width = open ? Math.max(5, bundleWidth(conduit.channels.length) + 7) : 5
  const stroke = chosen ? 'var(--accent)' : mark ? markTones[mark].text : broken ? 'var(--gap)' : 'var(--wire)'
  const dash = mark === '-' ? '5 4' : dashes[conduit.look]
  return (
    <g data-key={conduit.key} data-kind="conduit" fill="none">
      {route.lines.map((line, i) => {
        const d = rounded(line.points)
        if (far) return <path key={i} d={d} stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
        return (
          <g key={i}>
            <path d={d} stroke="transparent" strokeWidth={16} />
            <path d={d} stroke={ground} strokeWidth={width + 4} />
            <path d={d} stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
            <path d={d} stroke={ground} strokeWidth={width - 2.5} strokeDasharray={dash} />
          </g>
        )
      })}
    </g>
  )
})

interface PillProps {
  conduit: SceneConduit
  label: Label
  fr: number | null
  broken: boolean
  chosen: boolean
  mark: Mark | undefined
}

/** Key, name and sign of a conduit, in the middle of its line. */
export const Pill = memo(function Pill({ conduit, label, fr, broken, chosen, mark }: PillProps) {
  const say = useSay()
  const { rect } = label
  const sign = signOf(conduit, fr)
  const icon =
    conduit.icon === 'firewall'
      ? '#g-asset-firewall'
      : conduit.icon === 'lock'
        ? '#g-ui-lock'
        : conduit.icon === 'wireless'
          ? '#g-zone-wireless'
          : '#g-ui-arrow'
  const stroke = chosen
    ? 'var(--accent)'
    : mark
      ? markTones[mark].text
      : broken
        ? 'var(--gap)'
        : sign === 'suspect'
          ? 'var(--suspect-text)'
          : 'var(--border-strong)'
  const keyWidth = textWidth(conduit.key, 11, true)
  const said = say('diagram.conduit.said', {
    key: conduit.key,
    title: conduit.title,
    ends: conduit.ends.join(', '),
    strength: say(`diagram.strength.${strengthOf(conduit.levels, fr)}`),
  })
  return (
    <g data-key={conduit.key} data-kind="conduit" transform={`translate(${rect.x} ${rect.y})`}>
      <title>{said}</title>
      <rect width={rect.w} height={rect.h} rx={12} fill="var(--surface)" stroke={stroke} strokeWidth={chosen ? 2 : 1} />
      <use href={icon} x={10} y={5} width={14} height={14} color="var(--text-2)" />
      <text x={30} y={16} fontSize={11} fontFamily="var(--mono)" fill="var(--text-2)">
        {conduit.key}
      </text>
      {label.place === 'in' && (
        <text x={36 + keyWidth} y={16} fontSize={12} fill="var(--text)">
          {label.name}
        </text>
      )}
      {label.place === 'under' && (
        <text
          x={rect.w / 2}
          y={rect.h + 13}
          fontSize={11}
          textAnchor="middle"
          fill={broken ? 'var(--gap-text)' : 'var(--text-3)'}
          stroke="var(--canvas)"
          strokeWidth={3}
          paintOrder="stroke"
        >
          {label.name}
        </text>
      )}
      {sign && (
        <use href={sign === 'gap' ? '#g-strength-gap' : '#g-marker-suspect'} x={rect.w - 23} y={5.5} width={13} height={13} />
      )}
      {mark && <MarkBadge mark={mark} x={-9} y={-9} />}
    </g>
  )
})
