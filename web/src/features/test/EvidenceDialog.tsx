import { useState } from 'react'
import { edit, editFields, outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { evidenceAddress, proofAddress } from '../../api/test-queries'
import { useItem } from '../../api/use-item'
import { bytesText } from '../../lib/bytes'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useFormats, useLocale, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { recordOps, type EvidenceLine } from './evidence'
import { FileStateSign } from './EvidenceScreen'
import { ItemPicker } from './ItemPicker'
import { Preview } from './Preview'
import { useTester } from './use-tester'
import { verifyFile } from './verify'
import css from './Run.module.css'

const provable = ['test run', 'allocation', 'countermeasure', 'programme requirement']
const scopes = ['zone', 'conduit', 'asset']

/** One piece of evidence: its file with preview and proof, and for what it holds until when. */
export function EvidenceDialog({ line, editable, onClose }: { line: EvidenceLine; editable: boolean; onClose: () => void }) {
  const t = useT()
  const locale = useLocale()
  const formats = useFormats()
  const { project, can } = useProject()
  // A role may know of evidence without seeing what is in it.
  const there = line.file === 'present' && can('open evidence')
  return (
    <Dialog open title={line.title || line.fileName || t('evidence.unnamed')} onClose={onClose} width={680}>
      <div className="stack">
        <dl className={css.facts}>
          <dt>{t('evidence.file')}</dt>
          <dd>
            {line.fileName || t('evidence.unnamed')}
            {line.size !== null && <span className="muted"> {bytesText(locale, line.size)}</span>}
          </dd>
          <dt>{t('evidence.fileState')}</dt>
          <dd>
            <FileStateSign state={line.file} />
          </dd>
          <dt>{t('evidence.digest')}</dt>
          <dd>
            <code className={css.whole}>{line.digest || '–'}</code>
          </dd>
          {line.key && (
            <>
              <dt>{t('evidence.collected')}</dt>
              <dd>
                {[line.collectedBy, line.collectedAt === '' ? '' : formats.moment(line.collectedAt)]
                  .filter((x) => x !== '')
                  .join(', ') || '–'}
              </dd>
            </>
          )}
        </dl>
        {line.file === 'missing' && <Notice tone="fault">{t('evidence.missingHelp')}</Notice>}
        {line.file === 'changed' && <Notice tone="fault">{t('evidence.changedHelp')}</Notice>}
        {there && <Preview project={project.key} line={line} />}
        {there && <Verify project={project.key} digest={line.digest} />}
        <div className="row">
          {there && (
            <a className={css.button} href={evidenceAddress(project.key, line.digest, line.fileName)} download>
              {t('evidence.download')}
            </a>
          )}
          {line.key && line.digest !== '' && can('read proofs') && (
            <a className={css.button} href={proofAddress(project.key, line.digest)} download>
              {t('evidence.proof')}
            </a>
          )}
        </div>
        {line.key ? <Holds itemKey={line.key} editable={editable} /> : editable && <Record line={line} onDone={onClose} />}
      </div>
    </Dialog>
  )
}

function Record({ line, onDone }: { line: EvidenceLine; onDone: () => void }) {
  const t = useT()
  const { project } = useProject()
  const by = useTester()
  const [name, setName] = useState('')
  return (
    <form
      className={css.pair}
      onSubmit={(event) => {
        event.preventDefault()
        const file = { digest: line.digest, name: name.trim() || line.digest.slice(7, 23), mediaType: '' }
        outbox.add({ project: project.key, ops: recordOps(file, new Date().toISOString(), by, null), label: 'add evidence' })
        onDone()
      }}
    >
      <TextField label={t('evidence.name')} value={name} onChange={(event) => setName(event.target.value)} />
      <Button type="submit" look="primary" className={css.low}>
        {t('evidence.record')}
      </Button>
    </form>
  )
}

/** Until when, where and for what a piece of evidence holds. */
function Holds({ itemKey, editable }: { itemKey: string; editable: boolean }) {
  const t = useT()
  const formats = useFormats()
  const { project, head, view } = useProject()
  const { item } = useItem(view, itemKey)
  if (!item) return null
  const until = item.properties['valid_until']
  const links = (verb: string) => item.links.filter((l) => l.verb === verb).map((l) => ({ key: l.to, title: l.title }))
  const link = (verb: string, to: string) => edit(project.key, head.commit, [{ op: 'link', from: itemKey, verb, to }], [item])
  const unlink = (verb: string, to: string) => edit(project.key, head.commit, [{ op: 'unlink', from: itemKey, verb, to }], [item])
  if (!editable)
    return (
      <dl className={css.facts}>
        <dt>{t('evidence.until')}</dt>
        <dd>{typeof until === 'string' ? formats.day(until) : t('evidence.noEnd')}</dd>
        <dt>{t('evidence.proves')}</dt>
        <dd>
          <Keys items={links('evidences')} none={t('evidence.provesNothing')} />
        </dd>
        <dt>{t('evidence.scope')}</dt>
        <dd>
          <Keys items={links('holds for')} none={t('evidence.everywhere')} />
        </dd>
      </dl>
    )
  return (
    <>
      <ItemPicker
        label={t('evidence.proves')}
        placeholder={t('evidence.findProved')}
        kinds={provable}
        chosen={links('evidences')}
        onAdd={(key) => link('evidences', key)}
        onRemove={(key) => unlink('evidences', key)}
      />
      <ItemPicker
        label={t('evidence.scope')}
        placeholder={t('evidence.findScope')}
        kinds={scopes}
        chosen={links('holds for')}
        onAdd={(key) => link('holds for', key)}
        onRemove={(key) => unlink('holds for', key)}
      />
      <TextField
        label={t('evidence.until')}
        hint={t('evidence.untilHint')}
        type="date"
        defaultValue={typeof until === 'string' ? until : ''}
        onBlur={(event) => {
          const next = event.target.value
          if (next !== (until ?? '')) editFields(project.key, head.commit, item, { valid_until: next === '' ? undefined : next })
        }}
      />
    </>
  )
}

const Keys = ({ items, none }: { items: readonly { key: string; title: string }[]; none: string }) =>
  items.length === 0 ? (
    <span className="muted">{none}</span>
  ) : (
    items.map((i) => (
      <div key={i.key}>
        <KeyLink item={i.key} /> {i.title}
      </div>
    ))
  )

type Check = { is: 'reading'; read: number } | { is: 'right'; size: number } | { is: 'wrong' } | { is: 'failed'; error: unknown }

/** Reads the file to its end and compares; says what was done and what came out. */
function Verify({ project, digest }: { project: string; digest: string }) {
  const t = useT()
  const locale = useLocale()
  const [check, setCheck] = useState<Check | null>(null)
  const run = () => {
    setCheck({ is: 'reading', read: 0 })
    verifyFile(project, digest, (read) => setCheck({ is: 'reading', read }), new AbortController().signal).then(
      (done) => setCheck(done.digest === digest ? { is: 'right', size: done.size } : { is: 'wrong' }),
      (error: unknown) => setCheck({ is: 'failed', error }),
    )
  }
  return (
    <>
      <div className="row">
        <Button glyph="ui-check" onClick={run} disabled={check?.is === 'reading'}>
          {t('evidence.verify')}
        </Button>
        {check?.is === 'reading' && (
          <span className="muted small">{t('evidence.reading', { read: bytesText(locale, check.read) })}</span>
        )}
      </div>
      {check?.is === 'right' && <Notice tone="met">{t('evidence.right', { size: bytesText(locale, check.size) })}</Notice>}
      {check?.is === 'wrong' && <Notice tone="fault">{t('evidence.wrong')}</Notice>}
      {check?.is === 'failed' && (
        <Notice tone="fault">{check.error instanceof Error ? check.error.message : t('problem.unknown')}</Notice>
      )}
    </>
  )
}
