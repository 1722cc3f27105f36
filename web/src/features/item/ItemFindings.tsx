import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Check, Finding } from '../../api/documents'
import { itemFindingsQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import css from './ItemPanel.module.css'

const firstFindings = 4

/** What the rules find about this item; each opens to why it matters and what to do. */
export function ItemFindings({ itemKey }: { itemKey: string }) {
  const t = useT()
  const { view } = useProject()
  const { data } = useQuery(itemFindingsQuery(view, itemKey))
  const [all, setAll] = useState(false)
  // Suspect links have a tab of their own, with what to do about them.
  const findings = (data?.findings ?? []).filter((f) => f.rule !== 'link.suspect')
  if (!data || findings.length === 0) return null
  const shown = all ? findings : findings.slice(0, firstFindings)
  return (
    <section className={css.findings} aria-label={t('finding.ofThis')}>
      <ul>
        {shown.map((f) => (
          <FindingLine key={f.rule + f.subjects.join()} finding={f} check={data} itemKey={itemKey} />
        ))}
      </ul>
      {findings.length > shown.length && (
        <button type="button" className={css.moreFindings} onClick={() => setAll(true)}>
          {t('item.moreOf', { count: findings.length - shown.length })}
        </button>
      )}
    </section>
  )
}

function FindingLine({ finding, check, itemKey }: { finding: Finding; check: Check; itemKey: string }) {
  const t = useT()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const own = check.rules.find((r) => r.rule === finding.rule)
  const rule = own && words.rule(own)
  const others = finding.subjects.filter((k) => k !== itemKey)
  return (
    <li>
      <button type="button" className={css.finding} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Glyph
          name={finding.severity === 'error' ? 'strength-gap' : finding.severity === 'warning' ? 'ui-warning' : 'ui-eye'}
          size={14}
          label={t(`severity.${finding.severity}`)}
        />
        <span className="grow">{words.finding(finding)}</span>
        {finding.accepted && <Tag>{t('finding.accepted')}</Tag>}
      </button>
      {open && rule && (
        <div className={css.findingWhy}>
          <p>{rule.why}</p>
          <p>{rule.help}</p>
          {finding.accepted && <p>{t('finding.acceptedBy', { who: finding.accepted.by, reason: finding.accepted.reason })}</p>}
          {others.length > 0 && (
            <p>
              {others.slice(0, 12).map((k) => (
                <KeyLink key={k} item={k} className={`mono ${css.subject}`} />
              ))}
            </p>
          )}
          <p className="muted tiny">
            {finding.clause} · {finding.rule}
          </p>
        </div>
      )}
    </li>
  )
}
