import type { Vector } from '../../domain/sl'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { Tag } from '../../ui/Tag'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { useWords } from './use-words'
import type { RowPair, ValueDiff } from './value-diff'
import css from './Ledger.module.css'

/** A value that went. */
export const Old = ({ children }: { children: string }) => (
  <del className={css.old}>
    <span aria-hidden>− </span>
    {children}
  </del>
)

/** A value that came. */
export const New = ({ children }: { children: string }) => (
  <ins className={css.new}>
    <span aria-hidden>+ </span>
    {children}
  </ins>
)

/** The two cells of a changed value: before and after, or one cell over both where they are better read together. */
export function FieldCells({ diff, name }: { diff: ValueDiff; name: string }) {
  const words = useWords()
  switch (diff.shape) {
    case 'plain':
      return (
        <>
          <td>{diff.old === undefined ? <None /> : <Old>{words.value(name, diff.old)}</Old>}</td>
          <td>{diff.new === undefined ? <None /> : <New>{words.value(name, diff.new)}</New>}</td>
        </>
      )
    case 'vector':
      return (
        <>
          <td>{diff.old ? <OneVector vector={diff.old} name={name} /> : <None />}</td>
          <td>
            <span className={css.vectorAfter}>
              {diff.new ? <OneVector vector={diff.new} name={name} /> : <None />}
              {diff.moves.map((m) => (
                <Tag key={m.fr} tone="accent">
                  {m.fr} {m.from} <Glyph name="ui-arrow" size={10} /> {m.to}
                </Tag>
              ))}
            </span>
          </td>
        </>
      )
    case 'words':
      return (
        <td colSpan={2} className={css.text}>
          {diff.parts.map((p, i) =>
            p.kind === 'same' ? (
              <span key={i}>{p.text}</span>
            ) : p.kind === 'old' ? (
              <del key={i} className={css.old}>
                {p.text}
              </del>
            ) : (
              <ins key={i} className={css.new}>
                {p.text}
              </ins>
            ),
          )}
        </td>
      )
    case 'list':
      return (
        <td colSpan={2}>
          <ListDiff removed={diff.removed} added={diff.added} kept={diff.kept} />
        </td>
      )
    case 'table':
      return (
        <td colSpan={2} className={css.inner}>
          <RowsDiff columns={diff.columns} rows={diff.rows} kept={diff.kept} />
        </td>
      )
  }
}

/** Said of a value that is not set. */
export function None() {
  const t = useT()
  return <span className="muted">{t('field.unset')}</span>
}

function OneVector({ vector, name }: { vector: Vector; name: string }) {
  return (
    <span className={css.oneVector}>
      <VectorGlyph size="s" levels={{ target: vector }} title={name} />
      <span className="mono">{vector.join(' ')}</span>
    </span>
  )
}

function ListDiff({ removed, added, kept }: { removed: string[]; added: string[]; kept: number }) {
  const t = useT()
  return (
    <ul className={css.entries}>
      {removed.map((x, i) => (
        <li key={`- ${i}`}>
          <Old>{x}</Old>
        </li>
      ))}
      {added.map((x, i) => (
        <li key={`+ ${i}`}>
          <New>{x}</New>
        </li>
      ))}
      {kept > 0 && <li className="muted">{t('history.kept', { count: kept })}</li>}
    </ul>
  )
}

function RowsDiff({ columns, rows, kept }: { columns: string[]; rows: RowPair[]; kept: number }) {
  const t = useT()
  const words = useWords()
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('history.change')}</span>
            </th>
            {columns.map((c) => (
              <th key={c} scope="col">
                {words.property(c)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              <td>
                <Sign change={row.old && row.new ? 'changed' : row.old ? 'removed' : 'added'} />
              </td>
              {columns.map((c) => {
                const [old, now] = [row.old?.[c], row.new?.[c]]
                if (row.old && row.new && !row.changed.includes(c)) return <td key={c}>{now}</td>
                return (
                  <td key={c}>
                    {old && <Old>{old}</Old>} {now && <New>{now}</New>}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {kept > 0 && <p className="muted tiny">{t('history.rowsKept', { count: kept })}</p>}
    </>
  )
}

export type SignOf = 'added' | 'changed' | 'removed' | 'retired' | 'revived' | 'confirmed'

const signs: Record<SignOf, { sign: string; look: 'add' | 'change' | 'del' }> = {
  added: { sign: '+', look: 'add' },
  revived: { sign: '+', look: 'add' },
  changed: { sign: '~', look: 'change' },
  confirmed: { sign: '✓', look: 'change' },
  removed: { sign: '−', look: 'del' },
  retired: { sign: '−', look: 'del' },
}

/** What happened, as a sign with its word for those who do not see it. */
export function Sign({ change }: { change: SignOf }) {
  const t = useT()
  const { sign, look } = signs[change]
  return (
    <span className={`${css.sign} ${css[look]}`} title={t(`history.change.${change}`)}>
      <span aria-hidden>{sign}</span>
      <span className="visually-hidden">{t(`history.change.${change}`)}</span>
    </span>
  )
}
