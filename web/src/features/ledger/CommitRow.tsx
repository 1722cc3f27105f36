import { memo } from 'react'
import type { TimelineCommit } from '../../api/documents'
import { Avatar } from '../../ui/Avatar'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useLocale, useT } from '../../ui/language'
import { Tag } from '../../ui/Tag'
import { kindGlyph } from '../../ui/kinds'
import type { Fr } from '../../domain/sl'
import { useWords } from './use-words'
import css from './Timeline.module.css'

interface CommitRowProps {
  commit: TimelineCommit
  place: { top: number | undefined; height: number }
  chosen: boolean
  /** Whether Tab comes to this row; the arrows reach the others. */
  reachable: boolean
  side: 'A' | 'B' | null
  moves: readonly { place: string; fr: Fr; from: number; to: number }[]
  onChoose: (commit: number) => void
  onSide: (side: 'a' | 'b', commit: number) => void
}

/** One commit: who, why, what kinds of things, and what SL-A did. */
export const CommitRow = memo(function CommitRow(p: CommitRowProps) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const locale = useLocale()
  const { commit: c } = p
  const said = c.message || c.items.join(', ') || words.label(c.label)
  const time = new Date(c.time).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
  return (
    <li className={`${css.row} ${p.chosen ? css.chosen : ''} ${p.side ? css.sided : ''}`} style={p.place}>
      <button
        type="button"
        className={css.open}
        aria-current={p.chosen || undefined}
        tabIndex={p.reachable ? 0 : -1}
        data-commit={c.number}
        onClick={() => p.onChoose(c.number)}
      >
        <span className={css.first}>
          <span className={`mono ${css.number}`}>{formats.number(c.number)}</span>
          <Tag>{words.label(c.label)}</Tag>
          {c.change && <span className="mono">{c.change}</span>}
          <span className="grow" />
          <span className={css.time} title={formats.moment(c.time)}>
            {time}
          </span>
        </span>
        <span className={css.second}>
          <Avatar name={c.author} />
          <span className={css.said}>
            <span className="ellipsis">{said}</span>
            <span className={css.third}>
              {c.kinds.slice(0, 4).map((k) => (
                <span key={k.kind} className={css.kind} title={`${words.kind(k.kind)}: ${k.items}`}>
                  <Glyph name={kindGlyph(k.kind)} size={12} label={words.kind(k.kind)} /> {formats.number(k.items)}
                </span>
              ))}
              {c.message !== '' && c.items.length <= 2 && <span className="mono tiny">{c.items.join(' ')}</span>}
              {c.kinds.length > 4 && <span>+{c.kinds.length - 4}</span>}
              <span className="grow" />
              {p.moves.slice(0, 2).map((m) => (
                <span key={m.place + m.fr} className={m.to < m.from ? css.down : css.up}>
                  <Glyph name={m.to < m.from ? 'ui-down' : 'ui-up'} size={10} />
                  {m.place} {m.fr} {m.from}
                  <Glyph name="ui-arrow" size={9} label={t('history.to')} />
                  {m.to}
                </span>
              ))}
              {p.moves.length > 2 && <span>+{p.moves.length - 2}</span>}
            </span>
          </span>
        </span>
      </button>
      {p.side && (
        <span className={css.side}>
          <span className="visually-hidden">{t('history.isSide')} </span>
          {p.side}
        </span>
      )}
      <span className={css.sides}>
        {(['a', 'b'] as const).map((side) => (
          <button
            key={side}
            type="button"
            tabIndex={p.reachable ? 0 : -1}
            title={t(side === 'a' ? 'history.asA' : 'history.asB', { number: c.number })}
            aria-label={t(side === 'a' ? 'history.asA' : 'history.asB', { number: c.number })}
            onClick={() => p.onSide(side, c.number)}
          >
            {side.toUpperCase()}
          </button>
        ))}
      </span>
    </li>
  )
})
