import type { ReactNode } from 'react'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { CheckField, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { VerdictSign } from './CaseState'
import type { Verdict } from './cases'
import { ItemPicker } from './ItemPicker'
import { commonFirmware, filesByDigest, type Lack, type RunDraft, type Tested } from './run-draft'
import css from './Run.module.css'

interface RunFinishProps {
  draft: RunDraft
  set: (next: (before: RunDraft) => RunDraft) => void
  assets: readonly Tested[]
  result: Verdict | null
  lacks: readonly Lack[]
  /** Files on their way. */
  sending: number
  onFinish: () => void
  children: ReactNode
}

const assetKinds = ['asset']

/** What the run as a whole is about, what it will say, and the button that records it. */
export function RunFinish({ draft, set, assets, result, lacks, sending, onFinish, children }: RunFinishProps) {
  const t = useT()
  const { head } = useProject()
  const firmware = commonFirmware(assets)
  const files = filesByDigest(draft.files).length
  return (
    <aside className={css.finish} aria-label={t('run.whole')}>
      <ItemPicker
        label={t('run.testedOn')}
        placeholder={t('run.addAsset')}
        kinds={assetKinds}
        chosen={assets.map((a) => ({ key: a.key, title: a.title, aside: <Firmware version={a.firmware} /> }))}
        onAdd={(key) => set((d) => ({ ...d, assets: [...d.assets, key] }))}
        onRemove={(key) => set((d) => ({ ...d, assets: d.assets.filter((a) => a !== key) }))}
      />
      {assets.length > 0 && (
        <CheckField
          label={firmware === null ? t('run.firmwareSeveral') : t('run.firmwareOnly', { version: firmware })}
          checked={draft.firmwareOnly && firmware !== null}
          disabled={firmware === null}
          onChange={(event) => set((d) => ({ ...d, firmwareOnly: event.target.checked }))}
        />
      )}
      <TextField
        label={t('run.validUntil')}
        type="date"
        min={head.date}
        value={draft.validUntil}
        hint={t('run.validHint')}
        onChange={(event) => set((d) => ({ ...d, validUntil: event.target.value }))}
      />
      <TextField
        label={t('run.tester')}
        value={draft.tester}
        onChange={(event) => set((d) => ({ ...d, tester: event.target.value }))}
      />
      {result === 'failed' && (
        <TextField
          label={t('run.defect')}
          value={draft.defect}
          hint={t('run.defectHint')}
          onChange={(event) => set((d) => ({ ...d, defect: event.target.value }))}
        />
      )}
      <div className={css.outcome}>
        <span className={css.label}>{t('run.result')}</span>
        <VerdictSign verdict={result} />
      </div>
      {result === 'passed' && files === 0 && sending === 0 && <p className="suspect-text small">{t('run.noEvidence')}</p>}
      {lacks.length > 0 && (
        <ul className={css.lacks}>
          {lacks.map((l) => (
            <li key={l}>{t(`run.lack.${l}`)}</li>
          ))}
        </ul>
      )}
      <div className={css.buttons}>
        <Button look="primary" disabled={lacks.length > 0 || sending > 0} onClick={onFinish}>
          {sending > 0 ? t('run.filesOnTheWay', { count: sending }) : t('run.finish')}
        </Button>
        {children}
      </div>
      <p className="muted tiny">{t('run.kept')}</p>
    </aside>
  )
}

function Firmware({ version }: { version: string }) {
  const t = useT()
  return version === '' ? (
    <span className="muted nowrap">{t('run.noFirmware')}</span>
  ) : (
    <span className="mono nowrap">{version}</span>
  )
}
