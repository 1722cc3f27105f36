/** Cells in words: for screen readers, for the file that is exported, for the tip. */
import type { Translate } from '../../ui/language'
import { signOf, type CellState, type Sign } from './cells'

/** What a sign says, such as "claimed, not proven; no evidence". */
export function signWords(t: Translate, sign: Sign): string {
  const parts = [t(`matrix.is.${sign.strength}`)]
  if (sign.chain) parts.push(t(`chain.${sign.chain}`))
  if (sign.note) parts.push(t(`matrix.note.${sign.note}`))
  return parts.join(', ')
}

/** What a cell says. */
export const cellWords = (t: Translate, cell: CellState): string =>
  cell.unsaved ? t('matrix.unsaved', { state: signWords(t, signOf(cell)) }) : signWords(t, signOf(cell))

/** Why a row on a place does not count, or how it does, as one sentence. */
export function whyWords(t: Translate, cell: CellState): string {
  const sign = signOf(cell)
  if (sign.strength === 'not-allocated') return t(cell.retired ? 'matrix.why.retired' : 'matrix.why.notAllocated')
  if (sign.strength === 'above') return t('matrix.why.above')
  if (cell.counts === 'met') return t('matrix.why.met')
  if (cell.counts === 'compensated') return t('matrix.why.compensated')
  if (cell.counts === 'not applicable') return t('matrix.why.notApplicable')
  if (cell.reason === 'not applicable without reason') return t('matrix.why.noReason')
  if (cell.reason === 'not applicable without approval') return t('matrix.why.noApproval')
  if (cell.reason === 'not applicable, but suspect') return t('matrix.why.changed')
  if (cell.assessment === 'met' && cell.chain && cell.chain !== 'complete')
    return cell.chain === 'suspect' ? t('matrix.why.suspect') : t('matrix.why.chain', { step: t(`chain.${cell.chain}`) })
  return t('matrix.why.assessed', { assessment: t(`assessment.${cell.assessment ?? 'not assessed'}`) })
}
