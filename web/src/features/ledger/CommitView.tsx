import { useQuery } from '@tanstack/react-query'
import { diffQuery } from '../../api/history-queries'
import { useProject, viewOf } from '../../api/project'
import { commitQuery } from '../../api/queries'
import { Avatar } from '../../ui/Avatar'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { TableExport } from '../../ui/table-export'
import { Tag } from '../../ui/Tag'
import { ChangeLegend, ChangeTable } from './ChangeTable'
import { CommitActions } from './CommitActions'
import { changeTable } from './export'
import { LevelChanges } from './LevelChanges'
import { useWords } from './use-words'
import css from './Ledger.module.css'

/** One commit opened: what it changed, field by field, and which levels moved with it. */
export function CommitView({ number }: { number: number }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { project, head } = useProject()
  const { data, error, refetch } = useQuery(commitQuery(project.key, number))
  const then = viewOf(project.key, { kind: 'commit', commit: number }, head)
  const levels = useQuery({ ...diffQuery(project.key, String(number - 1), then), enabled: number > 1 })
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data)
    return (
      <Later>
        <p className={css.wait}>{t('history.loading')}</p>
      </Later>
    )
  return (
    <article className={css.commit} aria-labelledby="commit-title">
      <header className={css.commitHead}>
        <div className={css.commitTitle}>
          <h2 id="commit-title">{t('history.commitN', { number })}</h2>
          <Tag>{words.label(data.label)}</Tag>
          {data.change && <KeyLink item={data.change} />}
          <span className={css.who}>
            <Avatar name={data.author} /> {data.author}
          </span>
          <span className="muted nowrap">{formats.moment(data.time)}</span>
        </div>
        {data.message && <p className={css.message}>{data.message}</p>}
        <CommitActions number={number} />
      </header>
      {levels.data && levels.data.places.length > 0 && (
        <Card title={t('history.levels')} note={t('history.levelsNote')}>
          <LevelChanges places={levels.data.places} />
        </Card>
      )}
      <Card
        title={t('history.items')}
        note={t('history.itemCount', { count: data.items.length })}
        aside={
          <>
            <ChangeLegend items={data.items} />
            <TableExport
              name={`${project.key}-${number}`}
              table={() => changeTable(t('history.commitN', { number }), data.items, words, t)}
            />
          </>
        }
      >
        {data.items.length > 0 ? (
          <ChangeTable items={data.items} before={t('history.before')} after={t('history.after')} />
        ) : (
          <Empty>{t('history.nothingChanged')}</Empty>
        )}
      </Card>
    </article>
  )
}
