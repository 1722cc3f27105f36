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
            <td className={css.afterCell}>
              <span>
                <Glyph name="ui-arrow" size={14} />
                <Side place={p} of="new" />
              </span>
            </td>
            <td>
              <Moves moves={movesOf(p.old, p.new)} />
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
const order = ['achieved', 'target', 'claimed', 'capability'] as const

/** The components that moved, vector by vector. */
function Moves({ moves }: { moves: readonly Move[] }) {
  const t = useT()
  return (
    <ul className={css.moves}>
      {order.map((of) => {
        const these = moves.filter((m) => m.of === of)
        return (
          these.length > 0 && (
            <li key={of}>
              <span className="muted">{t(`history.move.${of}`)}</span>
              {these.map((m) => (
                <Tag key={m.fr} tone={tones[m.tone]}>
                  {m.fr} {m.from} <Glyph name="ui-arrow" size={10} label={t('history.to')} /> {m.to}
                </Tag>
              ))}
            </li>
          )
        )
      })}
    </ul>
  )
}
