import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useProject } from '../../api/project'
import { baselinesQuery } from '../../api/queries'
import { screenAddress } from '../../domain/address'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { TableExport } from '../../ui/table-export'
import { BaselineDialog } from './BaselineDialog'
import css from './Ledger.module.css'

/** The named states. */
export function Baselines() {
  const t = useT()
  const formats = useFormats()
  const { project, view, head, can } = useProject()
  const [address, change] = useProjectAddress()
  const { data, error, refetch } = useQuery(baselinesQuery(view))
  const [asks, setAsks] = useState(false)
  const make = can('write model') && (
    <Button look="primary" glyph="ui-plus" onClick={() => setAsks(true)}>
      {t('history.baseline.makeNow')}
    </Button>
  )
  const all = [...(data?.baselines ?? [])].reverse()
  return (
    <div className={css.page}>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Card
        title={t('state.baselines')}
        note={t('history.baseline.note')}
        aside={
          <>
            {all.length > 0 && (
              <TableExport
                name={`${project.key}-baselines`}
                table={() => ({
                  title: t('state.baselines'),
                  columns: [
                    { name: t('history.key') },
                    { name: t('history.baseline.name') },
                    { name: t('history.commit'), kind: 'number' as const },
                  ],
                  rows: all.map((b) => [b.key, b.title, b.commit]),
                })}
              />
            )}
            {make}
          </>
        }
      >
        {data && all.length === 0 && <Empty>{t('history.baseline.none')}</Empty>}
        {all.length > 0 && (
          <table>
            <thead>
              <tr>
                <th scope="col">{t('history.key')}</th>
                <th scope="col">{t('history.baseline.name')}</th>
                <th scope="col" className="num">
                  {t('history.commit')}
                </th>
                <th scope="col">
                  <span className="visually-hidden">{t('do.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map((b) => (
                <tr key={b.key}>
                  <td>
                    <KeyLink item={b.key} />
                  </td>
                  <td>{b.title}</td>
                  <td className="num">
                    <Button
                      look="link"
                      onClick={() => change({ subject: null, view: { ...address.view, commit: String(b.commit) } })}
                    >
                      {formats.number(b.commit)}
                    </Button>
                  </td>
                  <td>
                    <span className={css.rowActions}>
                      <Button
                        small
                        onClick={() => change({ subject: 'compare', view: { ...address.view, a: b.key, b: 'head' } })}
                      >
                        {t('history.compareNow')}
                        <span className="visually-hidden"> {b.key}</span>
                      </Button>
                      <AddressLink to={screenAddress(project.key, 'overview', { at: { kind: 'baseline', baseline: b.key } })}>
                        {t('history.goTo')}
                        <span className="visually-hidden"> {b.key}</span>
                      </AddressLink>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      {asks && (
        <BaselineDialog
          at={String(head.commit)}
          said={t('state.commitN', { number: head.commit })}
          onClose={() => setAsks(false)}
        />
      )}
    </div>
  )
}
