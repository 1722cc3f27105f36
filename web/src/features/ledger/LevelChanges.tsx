import type { PlaceChange } from '../../api/documents'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Tip } from '../../ui/Overlay'
import { Tag } from '../../ui/Tag'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { VectorTable } from '../../ui/VectorTable'
import { movesOf, type Move } from './level-moves'
import css from './Ledger.module.css'

/** Zones and conduits whose levels differ, before and after side by side. */
export function LevelChanges({ places }: { places: readonly PlaceChange[] }) {
  const t = useT()
  return (
    <table className={css.levels}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('history.place')}</th>
          <th scope="col">{t('history.before')}</th>
          <th scope="col">{t('history.after')}</th>
          <th scope="col">{t('history.moves')}</th>
        </tr>
      </thead>
      <tbody>
        {places.map((p) => (
          <tr key={p.key}>
            <th scope="row">
              <KeyLink item={p.key} /> <span className={css.placeTitle}>{p.title}</span>
            </th>
            <td>
              <Side place={p} of="old" />
            </td>
            <td>
              <span className={css.arrow}>
                <Glyph name="ui-arrow" size={14} />
              </span>
              <Side place={p} of="new" />
            </td>
            <td className={css.moves}>
              {movesOf(p.old, p.new).map((m) => (
                <MoveTag key={m.of + m.fr} move={m} />
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Side({ place, of }: { place: PlaceChange; of: 'old' | 'new' }) {
  const t = useT()
  const levels = place[of]
  if (!levels) return <span className="muted">{t(of === 'old' ? 'history.notThere' : 'history.gone')}</span>
  return (
    <Tip text={<VectorTable levels={levels} />}>
      <span className={css.glyph}>
        <VectorGlyph size="s" levels={levels} title={`${place.key}, ${t(of === 'old' ? 'history.before' : 'history.after')}`} />
      </span>
    </Tip>
  )
}

const tones = { up: 'met', down: 'gap', plain: 'accent' } as const

/** One component that moved. SL-A goes without a word before it. */
export function MoveTag({ move }: { move: Move }) {
  const t = useT()
  return (
    <Tag tone={tones[move.tone]}>
      {t(`history.move.${move.of}`)} {move.fr} {move.from} <Glyph name="ui-arrow" size={10} label={t('history.to')} /> {move.to}
    </Tag>
  )
}
