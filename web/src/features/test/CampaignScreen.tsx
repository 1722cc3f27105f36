import { editFields } from '../../api/editing'
import { useProject } from '../../api/project'
import { useItem } from '../../api/use-item'
import { Button } from '../../ui/Button'
import { Later } from '../../ui/Later'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { TableExport } from '../../ui/table-export'
import { Tag } from '../../ui/Tag'
import { useState } from 'react'
import { CampaignNext } from './CampaignNext'
import type { Campaign } from './campaigns'
import { CaseStateSign, VerdictSign } from './CaseState'
import { LongTable } from './LongTable'
import { partAddress, runAddress } from './parts'
import { PlanDialog } from './PlanDialog'
import { campaignsTable, campaignTable } from './tables'
import { useCampaigns } from './use-campaigns'
import css from './Test.module.css'

/** FAT, SAT and regression: what is planned, how far it is, and the cases of the one that is open. */
export function CampaignScreen() {
  const t = useT()
  const { project, can } = useProject()
  const [address] = useProjectAddress()
  const { campaigns, lines, loaded, error, retry } = useCampaigns()
  const [planning, setPlanning] = useState(false)
  if (error && !loaded) return <Problem error={error} onRetry={retry} />
  if (!loaded) return <Later>{null}</Later>
  const open = campaigns.find((c) => c.key === address.view['campaign'])
  if (open) return <OneCampaign campaign={open} />
  const plan = can('write model') && lines.length > 0 && (
    <Button glyph="ui-plus" onClick={() => setPlanning(true)}>
      {t('campaign.plan')}
    </Button>
  )
  return (
    <>
      <div className={css.tools}>
        <h1>{t('test.part.campaigns')}</h1>
        <span className="muted small">{t('campaign.count', { count: campaigns.length })}</span>
        <span className="grow" />
        <TableExport name={`${project.key}-campaigns`} table={() => campaignsTable(t, campaigns)} icon />
        {plan}
      </div>
      {campaigns.length === 0 ? <Empty>{t('campaign.none')}</Empty> : <CampaignTable campaigns={campaigns} />}
      {planning && <PlanDialog lines={lines} chosen={[]} onClose={() => setPlanning(false)} />}
    </>
  )
}

function CampaignTable({ campaigns }: { campaigns: readonly Campaign[] }) {
  const t = useT()
  const formats = useFormats()
  const { head } = useProject()
  const [address] = useProjectAddress()
  return (
    <LongTable
      label={t('test.part.campaigns')}
      rows={campaigns}
      rowHeight={36}
      rowKey={(c) => c.key}
      widths={['90px', 'auto', '96px', '34%', '140px', '150px']}
      head={
        <>
          <th scope="col">{t('campaign.key')}</th>
          <th scope="col">{t('campaign.title')}</th>
          <th scope="col">{t('campaign.type')}</th>
          <th scope="col">{t('campaign.progress')}</th>
          <th scope="col">{t('campaign.due')}</th>
          <th scope="col">{t('campaign.owner')}</th>
        </>
      }
      cells={(c) => (
        <>
          <td>
            <KeyLink item={c.key} />
          </td>
          <td>
            <AddressLink to={partAddress(address, 'campaigns', { campaign: c.key })} className="ellipsis">
              {c.title}
            </AddressLink>
          </td>
          <td>{c.type ? t(`campaign.is.${c.type}`) : <span className="muted">{t('campaign.is.other')}</span>}</td>
          <td>
            <Progress campaign={c} />
          </td>
          <td className={c.due !== '' && c.due < head.date && c.status !== 'done' ? 'suspect-text' : undefined}>
            {c.due === '' ? <span className="muted">–</span> : formats.day(c.due)}
          </td>
          <td className="ellipsis">{c.owner}</td>
        </>
      )}
    />
  )
}

/** How far a campaign is, as a bar and in words. */
function Progress({ campaign: c }: { campaign: Campaign }) {
  const t = useT()
  const all = c.cases.length
  const share = (n: number) => ({ width: `${(n / all) * 100}%` })
  const bad = c.failed + c.blocked
  return (
    <span className={css.progress}>
      <span className={css.bar} aria-hidden>
        <i className={css.met} style={share(c.passed)} />
        <i className={css.bad} style={share(bad)} />
      </span>
      <span className="nowrap">{t('campaign.done', { done: all - c.open, all })}</span>
      {bad > 0 && <span className="gap-text nowrap">{t('campaign.bad', { count: bad })}</span>}
    </span>
  )
}

function OneCampaign({ campaign: c }: { campaign: Campaign }) {
  const t = useT()
  const formats = useFormats()
  const { project, head, view, can } = useProject()
  const [address] = useProjectAddress()
  const { item } = useItem(view, c.key)
  const editable = can('write model')
  const done = c.status === 'done'
  return (
    <>
      <div className={css.tools}>
        <AddressLink to={partAddress(address, 'campaigns')} className={css.back}>
          {t('test.part.campaigns')}
        </AddressLink>
        <span className="muted">/</span>
        <KeyLink item={c.key} />
        <h1 className="ellipsis">{c.title}</h1>
        {done && <Tag>{t('campaign.closed')}</Tag>}
        <span className="grow" />
        <Progress campaign={c} />
        {c.due !== '' && <span className="muted small nowrap">{t('campaign.dueOn', { day: formats.day(c.due) })}</span>}
        <TableExport name={`${project.key}-${c.key}`} table={() => campaignTable(t, c)} icon />
        {editable && item && (
          <Button onClick={() => editFields(project.key, head.commit, item, { status: done ? 'in work' : 'done' })}>
            {done ? t('campaign.reopen') : t('campaign.close')}
          </Button>
        )}
        {!done && <CampaignNext campaign={c.key} />}
      </div>
      <LongTable
        label={c.title}
        rows={c.cases}
        rowHeight={36}
        rowKey={(x) => x.line.key}
        rowClass={(x) => (address.item === x.line.key ? css.on : undefined)}
        widths={['32%', '26%', '150px', 'auto', ...(editable ? ['128px'] : [])]}
        head={
          <>
            <th scope="col">{t('test.case')}</th>
            <th scope="col">{t('campaign.run')}</th>
            <th scope="col">{t('campaign.verdict')}</th>
            <th scope="col">{t('campaign.before')}</th>
            {editable && (
              <th scope="col">
                <span className="visually-hidden">{t('do.actions')}</span>
              </th>
            )}
          </>
        }
        cells={({ line, run }) => (
          <>
            <td>
              <KeyLink item={line.key} className={css.keyed}>
                <span className="mono">{line.key}</span>
                <span className="ellipsis">{line.title}</span>
              </KeyLink>
            </td>
            <td>
              {run ? (
                <KeyLink item={run.key} className={css.keyed}>
                  <span className="mono">{run.key}</span>
                  <span className="ellipsis">
                    {formats.moment(run.at)}, {run.tester}
                  </span>
                </KeyLink>
              ) : (
                <span className="muted">–</span>
              )}
            </td>
            <td>
              <VerdictSign verdict={run?.result ?? null} />
            </td>
            <td>
              <CaseStateSign state={line.state} />
            </td>
            {editable && (
              <td className="num">
                <AddressLink
                  to={runAddress(address, line.key, c.key)}
                  className={css.action}
                  aria-label={t('run.doCase', { what: run ? t('run.again') : t('run.do'), case: line.key })}
                >
                  {run ? t('run.again') : t('run.do')}
                </AddressLink>
              </td>
            )}
          </>
        )}
      />
    </>
  )
}
