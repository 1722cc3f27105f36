import { useQuery } from '@tanstack/react-query'
import { checkpointQuery, logAddress } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { fingerprint, readCheckpoint, readKey } from '../../domain/record/note'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { ItemProof } from './ItemProof'
import { forgetKept, keptOf, startVerifying, stopVerifying, verification, type Verification } from './verification'
import { Verified } from './Verified'
import css from './Proof.module.css'

/** The record checked in this browser, and how to check it without the server. */
export function ProofView({ about }: { about: string }) {
  const { can } = useProject()
  const t = useT()
  if (!can('read proofs')) return <Notice>{t('history.proof.noRight')}</Notice>
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <CheckCard />
        <ItemProof about={about} />
      </div>
      <div className={css.column}>
        <CheckpointCard />
        <OfflineCard />
      </div>
    </div>
  )
}

function CheckCard() {
  const t = useT()
  const { project } = useProject()
  const all = useStore(verification)
  const v = all?.project === project.key ? all : null
  return (
    <Card
      title={t('history.proof.check')}
      note={t('history.proof.checkNote')}
      aside={
        v?.is === 'running' ? (
          <Button onClick={stopVerifying}>{t('do.cancel')}</Button>
        ) : (
          <Button look="primary" glyph="ui-shield" onClick={() => void startVerifying(project)}>
            {t(v ? 'history.proof.again' : 'history.proof.start')}
          </Button>
        )
      }
    >
      <CardBody>
        {!v && <p className={css.lead}>{t('history.proof.lead')}</p>}
        {v?.is === 'running' && <Progress v={v} />}
        {v?.is === 'stopped' && <Notice>{t('history.proof.stopped', { done: v.done })}</Notice>}
        {v?.is === 'broken' && <Problem error={v.error} onRetry={() => void startVerifying(project)} />}
        {v?.verdict && <Verified v={v} verdict={v.verdict} />}
      </CardBody>
    </Card>
  )
}

function Progress({ v }: { v: Verification }) {
  const t = useT()
  return (
    <div className={css.progress}>
      <label htmlFor="verify-progress">
        {v.of > 0 ? t('history.proof.progress', { done: v.done, of: v.of }) : t('history.proof.asking')}
      </label>
      <progress id="verify-progress" max={v.of || undefined} value={v.of > 0 ? v.done : undefined} />
    </div>
  )
}

function CheckpointCard() {
  const t = useT()
  const formats = useFormats()
  const { project, head } = useProject()
  const { data, error, refetch } = useQuery(checkpointQuery(project.key, head.commit))
  const key = data ? readKey(data.key) : null
  const checkpoint = data ? readCheckpoint(data.checkpoint) : null
  const kept = keptOf(project.id)
  return (
    <Card title={t('history.proof.checkpoint')} note={t('history.proof.checkpointNote')}>
      <CardBody>
        {error && <Problem error={error} onRetry={() => void refetch()} />}
        {data && (
          <>
            <dl className={css.facts}>
              <dt>{t('history.proof.size')}</dt>
              <dd>{checkpoint && formats.number(checkpoint.size)}</dd>
              <dt>{t('history.proof.root')}</dt>
              <dd className="mono">{checkpoint?.root}</dd>
              <dt>{t('history.proof.fingerprint')}</dt>
              <dd className="mono">{key ? fingerprint(key) : t('history.proof.noKey')}</dd>
            </dl>
            <pre className={css.note} tabIndex={0} aria-label={t('history.proof.checkpoint')}>
              {data.checkpoint}
            </pre>
            <p className="muted small">{t('history.proof.compareKey')}</p>
          </>
        )}
        {kept && (
          <p className="small">
            {t('history.proof.kept', { size: kept.size, at: formats.moment(kept.at) })}{' '}
            <Button
              look="link"
              onClick={() => {
                forgetKept(project.id)
                say(t('history.proof.forgotten'))
              }}
            >
              {t('history.proof.forget')}
            </Button>
          </p>
        )}
      </CardBody>
    </Card>
  )
}

function OfflineCard() {
  const t = useT()
  const { project, head } = useProject()
  const { data } = useQuery(checkpointQuery(project.key, head.commit))
  const command = `cordon verify ${project.key}.log --key '${data?.key ?? '…'}'`
  return (
    <Card title={t('history.proof.offline')} note={t('history.proof.offlineNote')}>
      <CardBody>
        <ol className={css.steps}>
          <li>
            <a className={css.download} href={logAddress(project.key)} download={`${project.key}.log`}>
              <Glyph name="ui-export" size={14} /> {t('history.proof.download')}
            </a>
          </li>
          <li>
            {t('history.proof.run')}
            <pre className={css.note} tabIndex={0} aria-label={t('history.proof.command')}>
              {command}
            </pre>
            <Button
              small
              glyph="ui-copy"
              onClick={() => void navigator.clipboard?.writeText(command).then(() => say(t('do.copied')))}
            >
              {t('do.copy')}
            </Button>
          </li>
        </ol>
        <p className="muted small">{t('history.proof.formats')}</p>
      </CardBody>
    </Card>
  )
}
