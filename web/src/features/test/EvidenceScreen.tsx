import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { allItemsQuery, evidenceFilesQuery } from '../../api/test-queries'
import { uploadFile, type Uploaded } from '../../api/upload'
import { bytesText } from '../../lib/bytes'
import { Button } from '../../ui/Button'
import { FileDrop } from '../../ui/FileDrop'
import { Glyph } from '../../ui/Glyph'
import { Later } from '../../ui/Later'
import { useFormats, useLocale, useT } from '../../ui/language'
import { KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { TableExport } from '../../ui/table-export'
import { useUploads } from '../../ui/use-uploads'
import { evidenceFilters, evidenceLines, fits, found, recordOps, type EvidenceLine, type FileState } from './evidence'
import { EvidenceDialog } from './EvidenceDialog'
import { LongTable } from './LongTable'
import { evidenceTable } from './tables'
import { useTester } from './use-tester'
import css from './Test.module.css'

/** All evidence with its files: whether they are there and whole, until when and for what they hold. */
export function EvidenceScreen() {
  const t = useT()
  const { project, view, head, can } = useProject()
  const [address, change] = useProjectAddress()
  const items = useQuery(allItemsQuery(view, ['evidence'], { suspect: true }))
  const files = useQuery(evidenceFilesQuery(view))
  const tester = useTester()
  const lines = useMemo(() => evidenceLines(items.data ?? [], files.data ?? [], head.date), [items.data, files.data, head.date])
  const filter = evidenceFilters.find((f) => f === address.view['filter']) ?? 'all'
  const words = address.view['q'] ?? ''
  const shown = useMemo(() => found(lines, filter, words), [lines, filter, words])
  const look = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  const { refetch } = files
  const onStored = useCallback(
    (stored: Uploaded, file: File) => {
      const ops = recordOps({ ...stored, mediaType: file.type }, new Date().toISOString(), tester, null)
      outbox.add({ project: project.key, ops, label: 'add evidence' })
      void refetch()
    },
    [project.key, tester, refetch],
  )
  const uploads = useUploads(
    useCallback((file: File, options) => uploadFile(project.key, file, options), [project.key]),
    onStored,
  )
  const editable = can('write model') && can('write evidence')
  const error = items.error ?? files.error
  const loaded = items.data !== undefined && files.data !== undefined
  if (error && !loaded) return <Problem error={error} onRetry={() => void Promise.all([items.refetch(), files.refetch()])} />
  if (!loaded) return <Later>{null}</Later>
  const open = lines.find((l) => l.id === address.view['file'])
  return (
    <>
      <div className={css.tools}>
        <h1>{t('test.part.evidence-files')}</h1>
        <span className="muted small nowrap">{t('evidence.count', { count: shown.length })}</span>
        <span className={css.rule} />
        <div className={css.filters} role="group" aria-label={t('test.filter')}>
          {evidenceFilters.map((f) => (
            <button key={f} type="button" aria-pressed={f === filter} onClick={() => look({ filter: f === 'all' ? '' : f })}>
              {t(`evidence.filter.${f}`)} <b>{lines.filter((l) => fits(l, f)).length}</b>
            </button>
          ))}
        </div>
        <span className="grow" />
        <input
          className={css.search}
          type="search"
          value={words}
          placeholder={t('evidence.find')}
          aria-label={t('evidence.find')}
          onChange={(event) => look({ q: event.target.value })}
        />
        <TableExport name={`${project.key}-evidence`} table={() => evidenceTable(t, shown)} icon />
      </div>
      {editable && (
        <div className={css.dropBar}>
          <FileDrop uploads={uploads} label={t('evidence.add')} hint={t('evidence.dropHint')} />
        </div>
      )}
      {lines.length === 0 ? (
        <Empty>{t('evidence.none')}</Empty>
      ) : shown.length === 0 ? (
        <Empty
          actions={
            <Button small onClick={() => look({ q: '', filter: '' })}>
              {t('test.clear')}
            </Button>
          }
        >
          {t('evidence.noneFits', { count: lines.length })}
        </Empty>
      ) : (
        <LongTable
          label={t('test.part.evidence-files')}
          rows={shown}
          rowHeight={44}
          rowKey={(l) => l.id}
          rowClass={(l) => (address.item === l.key ? css.on : undefined)}
          widths={['24%', '22%', '116px', '120px', '17%', 'auto']}
          head={
            <>
              <th scope="col">{t('evidence.piece')}</th>
              <th scope="col">{t('evidence.file')}</th>
              <th scope="col">{t('evidence.fileState')}</th>
              <th scope="col">{t('evidence.until')}</th>
              <th scope="col">{t('evidence.scope')}</th>
              <th scope="col">{t('evidence.proves')}</th>
            </>
          }
          cells={(line) => <EvidenceCells line={line} onOpen={() => look({ file: line.id })} />}
        />
      )}
      {open && <EvidenceDialog line={open} editable={editable} onClose={() => look({ file: '' })} />}
    </>
  )
}

const fileGlyphs = {
  present: 'strength-met',
  missing: 'strength-gap',
  changed: 'strength-gap',
  'no file': 'strength-not-assessed',
} as const

/** Whether a file is there and whole, as sign and word. */
export function FileStateSign({ state }: { state: FileState }) {
  const t = useT()
  return (
    <span
      className={`${css.sign} ${state === 'missing' || state === 'changed' ? 'gap-text' : state === 'no file' ? 'muted' : ''}`}
    >
      <Glyph name={fileGlyphs[state]} size={14} />
      {t(`evidence.state.${state}`)}
    </span>
  )
}

function EvidenceCells({ line, onOpen }: { line: EvidenceLine; onOpen: () => void }) {
  const t = useT()
  const formats = useFormats()
  const locale = useLocale()
  const [proved, ...others] = line.proves
  const scope = line.holdsFor.map((h) => `${h.key} ${h.title}`)
  return (
    <>
      <td>
        {line.key ? (
          <KeyLink item={line.key} className={css.keyed}>
            <span className="mono">{line.key}</span>
            <span className="ellipsis" title={line.title}>
              {line.title}
            </span>
          </KeyLink>
        ) : (
          <span className="muted">{t('evidence.recordedByNothing')}</span>
        )}
        <div className={css.second}>
          {[line.collectedBy, line.collectedAt === '' ? '' : formats.day(line.collectedAt)].filter((x) => x !== '').join(', ')}
        </div>
      </td>
      <td>
        <button type="button" className={css.fileButton} onClick={onOpen}>
          <span className="ellipsis">{line.fileName || t('evidence.unnamed')}</span>
        </button>
        <div className={css.second}>
          {line.digest !== '' && (
            <code title={line.digest}>
              {line.digest.slice(0, 19)}… {line.size === null ? '' : bytesText(locale, line.size)}
            </code>
          )}
        </div>
      </td>
      <td>
        <FileStateSign state={line.file} />
      </td>
      <td className={line.ended ? 'suspect-text' : undefined}>
        {line.until === '' ? (
          <span className="muted">{t('evidence.noEnd')}</span>
        ) : (
          <>
            {formats.day(line.until)}
            {line.ended && <div className={css.second}>{t('evidence.ended')}</div>}
          </>
        )}
      </td>
      <td>
        <div className="ellipsis" title={scope.join('\n')}>
          {scope.length === 0 ? <span className="muted">{t('evidence.everywhere')}</span> : scope.join(', ')}
        </div>
        {line.firmware !== '' && <div className={css.second}>{t('evidence.firmware', { range: line.firmware })}</div>}
      </td>
      <td>
        {proved ? (
          <span className={css.keyed}>
            {proved.suspect && <Glyph name="chain-suspect" size={14} label={t('chain.suspect')} />}
            <KeyLink item={proved.key} />
            <span className="ellipsis" title={line.proves.map((p) => `${p.key} ${p.title}`).join('\n')}>
              {proved.title}
            </span>
            {others.length > 0 && <span className="muted">+{formats.number(others.length)}</span>}
          </span>
        ) : (
          <span className="muted">{t('evidence.provesNothing')}</span>
        )}
      </td>
    </>
  )
}
