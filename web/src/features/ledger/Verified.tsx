import type { Part, Proved, Verdict } from '../../domain/record/verify-log'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useLocale, useT, type Translate } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import type { Verification } from './verification'
import css from './Proof.module.css'

/** What a check proved and what not, or which part is not as it was signed. */
export function Verified({ v, verdict }: { v: Verification; verdict: Verdict }) {
  return verdict.good ? <Good v={v} proved={verdict.proved} /> : <Bad fault={verdict.fault} v={v} />
}

function Good({ v, proved: p }: { v: Verification; proved: Proved }) {
  const t = useT()
  const formats = useFormats()
  const kept = p.agrees.find((k) => k.from === 'kept')
  const locale = useLocale()
  const seconds = Math.round((v.ms ?? 0) / 100) / 10
  const checks = [
    { done: true, text: t('history.proof.didHashes', { count: p.size }), aside: 'SHA-256' },
    { done: true, text: t('history.proof.didTree'), aside: t('history.proof.leaves', { count: p.size }) },
    { done: p.signed, text: t(p.signed ? 'history.proof.didSign' : 'history.proof.notSigned'), aside: 'Ed25519' },
    { done: true, text: t('history.proof.didSame'), aside: '' },
    kept && v.kept
      ? { done: true, text: t('history.proof.didKept', { size: kept.size, at: formats.moment(v.kept.at) }), aside: '' }
      : { done: false, text: t('history.proof.firstTime'), aside: '' },
  ]
  return (
    <div role="status" className={css.result}>
      <Notice tone={p.signed ? 'met' : 'caution'}>
        <b>{t(p.signed ? 'history.proof.good' : 'history.proof.goodUnsigned', { count: p.size })}</b>{' '}
        {t('history.proof.took', { seconds, size: megabytes(p.bytes, locale), at: v.at ? formats.moment(v.at) : '' })}
      </Notice>
      <ul className={css.checks}>
        {checks.map((c) => (
          <li key={c.text} className={c.done ? undefined : css.open}>
            <Glyph
              name={c.done ? 'chain-complete' : 'chain-no-design'}
              size={14}
              label={t(c.done ? 'history.proof.checked' : 'history.proof.notChecked')}
            />
            <span className="grow">{c.text}</span>
            <span className="muted">{c.aside}</span>
          </li>
        ))}
      </ul>
      <p className="small">{t('history.proof.root')}</p>
      <p className="mono">{p.root}</p>
      <h3>{t('history.proof.notShown')}</h3>
      <ul className={css.limits}>
        <li>{t('history.proof.limitKey')}</li>
        <li>{t('history.proof.limitNewer')}</li>
        <li>{t('history.proof.limitTrue')}</li>
      </ul>
    </div>
  )
}

/** Bytes in words of a size that people compare. */
const megabytes = (bytes: number, locale: string): string => {
  const [value, unit] = bytes < 100_000 ? [bytes / 1000, 'kB'] : [bytes / 1e6, 'MB']
  return `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} ${unit}`
}

function Bad({ fault, v }: { fault: Part; v: Verification }) {
  const t = useT()
  const formats = useFormats()
  const [address, change] = useProjectAddress()
  const commit = 'commit' in fault ? fault.commit : 0
  return (
    <div className={css.result}>
      <Notice tone="fault">
        <b>{t('history.proof.bad')}</b> {whatFailed(fault, v, t, formats.moment)}
      </Notice>
      <p>{t('history.proof.badDo')}</p>
      {commit > 0 && (
        <div className="row">
          <Button onClick={() => change({ subject: null, view: { ...address.view, commit: String(commit) } })}>
            {t('history.proof.showCommit', { number: commit })}
          </Button>
        </div>
      )}
    </div>
  )
}

/** The altered part in words. */
export function whatFailed(fault: Part, v: Pick<Verification, 'kept'>, t: Translate, moment: (iso: string) => string): string {
  switch (fault.part) {
    case 'commit':
      return t(`history.proof.badCommit.${fault.sure}`, { number: fault.commit })
    case 'hash':
      return t('history.proof.badHash', { number: fault.commit })
    case 'after':
      return t('history.proof.badAfter', { number: fault.commit })
    case 'count':
      return t('history.proof.badCount', { number: fault.commit })
    case 'commits':
      return t('history.proof.badCommits', { from: fault.from, to: fault.to })
    case 'known':
      return fault.known?.from === 'kept' && v.kept
        ? t('history.proof.badKept', { from: fault.from, to: fault.to, at: moment(v.kept.at) })
        : t('history.proof.badServer', { from: fault.from, to: fault.to })
    case 'key':
      return t('history.proof.badKey', { at: v.kept ? moment(v.kept.at) : '' })
    case 'header':
    case 'checkpoint':
    case 'signature':
    case 'trailer':
      return t(`history.proof.badPart.${fault.part}`)
  }
}
