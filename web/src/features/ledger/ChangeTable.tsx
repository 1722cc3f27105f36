import { useQuery } from '@tanstack/react-query'
import { Fragment, useEffect, useMemo, useRef, useState } from 'react'
import { asValue, type ItemChange } from '../../api/documents'
import { schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { byKind, pairLinks, type KindGroup, type LinkMove } from './changes'
import { FieldCells, New, Old, Sign } from './FieldDiff'
import { useWords } from './use-words'
import { valueDiff } from './value-diff'
import css from './Ledger.module.css'

interface ChangeTableProps {
  items: readonly ItemChange[]
  /** Heads of the two columns of values. */
  before: string
  after: string
}

/** How many items of each group are drawn when so many are in all. */
function cutAt(groups: readonly KindGroup[], closed: ReadonlySet<string>, shown: number): number[] {
  const out: number[] = []
  let left = shown
  for (const g of groups) {
    const take = closed.has(g.kind) ? 0 : Math.min(left, g.items.length)
    left -= take
    out.push(take)
  }
  return out
}

/** How many items are drawn before the reader comes near the end of them. */
const step = 60

/** All that differs, item by item, grouped by kind. */
export function ChangeTable({ items, before, after }: ChangeTableProps) {
  const t = useT()
  const schema = useQuery(schemaQuery())
  const groups = useMemo(() => byKind(items, schema.data?.kinds ?? []), [items, schema.data])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState(step)
  const end = useRef<HTMLTableRowElement>(null)
  const open = groups.filter((g) => !closed.has(g.kind)).reduce((sum, g) => sum + g.items.length, 0)
  useEffect(() => {
    const row = end.current
    if (!row || shown >= open) return
    const watch = new IntersectionObserver((seen) => seen.some((e) => e.isIntersecting) && setShown((n) => n + step), {
      rootMargin: '600px',
    })
    watch.observe(row)
    return () => watch.disconnect()
  }, [shown, open])
  const toggle = (kind: string) =>
    setClosed((before) => new Set(before.has(kind) ? [...before].filter((k) => k !== kind) : [...before, kind]))
  const cuts = useMemo(() => cutAt(groups, closed, shown), [groups, closed, shown])
  return (
    <table className={css.changes}>
      <thead>
        <tr>
          <th scope="col" className={css.signColumn}>
            <span className="visually-hidden">{t('history.change')}</span>
          </th>
          <th scope="col" className={css.itemColumn}>
            {t('history.item')}
          </th>
          <th scope="col" className={css.fieldColumn}>
            {t('history.field')}
          </th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      {groups.map((g, i) => {
        const isOpen = !closed.has(g.kind)
        const rows = g.items.slice(0, cuts[i])
        return (
          <tbody key={g.kind}>
            <GroupRow group={g} open={isOpen} onToggle={() => toggle(g.kind)} />
            {rows.map((item) => (
              <ItemRows key={item.key} item={item} openAtFirst={items.length <= 3} />
            ))}
          </tbody>
        )
      })}
      {shown < open && (
        <tbody>
          <tr ref={end}>
            <td colSpan={5} className="muted">
              {t('history.moreItems', { count: open - shown })}
            </td>
          </tr>
        </tbody>
      )}
    </table>
  )
}

function GroupRow({ group, open, onToggle }: { group: KindGroup; open: boolean; onToggle: () => void }) {
  const t = useT()
  const words = useWords()
  const counts = [
    group.changed > 0 ? t('history.countChanged', { count: group.changed }) : '',
    group.added > 0 ? t('history.countAdded', { count: group.added }) : '',
    group.retired > 0 ? t('history.countRetired', { count: group.retired }) : '',
  ].filter((x) => x !== '')
  return (
    <tr className={css.group}>
      <th colSpan={5} scope="rowgroup">
        <button type="button" aria-expanded={open} onClick={onToggle}>
          <Glyph name={open ? 'ui-chevron-down' : 'ui-chevron-right'} size={12} />
          {words.kind(group.kind)} <span className="muted">{counts.join(', ')}</span>
        </button>
      </th>
    </tr>
  )
}

function ItemRows({ item, openAtFirst }: { item: ItemChange; openAtFirst: boolean }) {
  const t = useT()
  const whole = item.change !== 'changed'
  const [open, setOpen] = useState(openAtFirst || !whole)
  const count = item.properties.length + item.links.length
  const name = (
    <td className={css.itemName}>
      <KeyLink item={item.key} /> <span>{item.title}</span>
    </td>
  )
  const sign = (
    <td>
      <Sign change={item.change} />
    </td>
  )
  const values = open ? <ValueRows item={item} first={whole ? null : { sign, name }} /> : null
  if (!whole && count > 0) return values
  return (
    <>
      <tr>
        {sign}
        {name}
        <td colSpan={3}>
          {t(`history.change.${item.change}`)}
          {count > 0 && (
            <Button look="link" className={css.unfold} aria-expanded={open} onClick={() => setOpen(!open)}>
              {[
                item.properties.length > 0 ? t('history.fields', { count: item.properties.length }) : '',
                item.links.length > 0 ? t('history.links', { count: item.links.length }) : '',
              ]
                .filter((x) => x !== '')
                .join(', ')}
              <span className="visually-hidden"> {item.key}</span>
            </Button>
          )}
        </td>
      </tr>
      {values}
    </>
  )
}

function ValueRows({ item, first }: { item: ItemChange; first: { sign: React.ReactNode; name: React.ReactNode } | null }) {
  const words = useWords()
  const rows = [
    ...item.properties.map((p) => ({
      key: `p ${p.name}`,
      field: words.property(p.name),
      cells: <FieldCells diff={valueDiff(asValue(p.old), asValue(p.new))} name={p.name} />,
    })),
    ...pairLinks(item.links).map((l) => ({
      key: `l ${l.verb} ${l.from?.to} ${l.to?.to}`,
      field: words.verb(l.verb),
      cells: <LinkCells move={l} />,
    })),
  ]
  return rows.map((row, i) => (
    <tr key={row.key} className={i > 0 || !first ? css.more : undefined}>
      {i === 0 && first ? (
        <Fragment>
          {first.sign}
          {first.name}
        </Fragment>
      ) : (
        <>
          <td />
          <td>
            <span className="visually-hidden">{item.key}</span>
          </td>
        </>
      )}
      <td className={css.fieldName}>{row.field}</td>
      {row.cells}
    </tr>
  ))
}

function LinkCells({ move }: { move: LinkMove }) {
  const t = useT()
  const words = useWords()
  const link = move.to ?? move.from!
  switch (link.change) {
    case 'added':
    case 'removed':
      return (
        <>
          <td>{move.from && <Old>{move.from.to}</Old>}</td>
          <td>{move.to && <New>{move.to.to}</New>}</td>
        </>
      )
    case 'confirmed':
      return (
        <td colSpan={2}>
          <KeyLink item={link.to} /> {t('history.linkConfirmed')}
        </td>
      )
    case 'changed':
      return (
        <td colSpan={2}>
          <KeyLink item={link.to} />{' '}
          {(link.properties ?? []).map((p) => {
            const d = valueDiff(asValue(p.old), asValue(p.new))
            return (
              <span key={p.name}>
                {words.property(p.name)}:{' '}
                {d.shape === 'plain' ? (
                  <>
                    {d.old !== undefined && <Old>{words.value(p.name, d.old)}</Old>}{' '}
                    {d.new !== undefined && <New>{words.value(p.name, d.new)}</New>}
                  </>
                ) : (
                  t('history.change.changed')
                )}{' '}
              </span>
            )
          })}
        </td>
      )
  }
}

/** What stands above a table of changes. */
export function ChangeLegend({ items }: { items: readonly ItemChange[] }) {
  const t = useT()
  const formats = useFormats()
  const count = (...of: ItemChange['change'][]) => formats.number(items.filter((i) => of.includes(i.change)).length)
  return (
    <span className={css.legend}>
      <Sign change="added" /> {count('added', 'revived')} {t('history.added')}
      <Sign change="changed" /> {count('changed')} {t('history.changed')}
      <Sign change="retired" /> {count('retired')} {t('history.retired')}
    </span>
  )
}
