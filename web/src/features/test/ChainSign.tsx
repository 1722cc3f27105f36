import { Glyph } from '../../ui/Glyph'
import { glyphNames } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import css from './Test.module.css'

const tones: Record<string, string> = {
  'last run failed': 'gap-text',
  'evidence not valid': 'suspect-text',
  suspect: 'suspect-text',
}

/** A chain state as sign and word. */
export function ChainSign({ state }: { state: string }) {
  const t = useT()
  const glyph = glyphNames.find((g) => g === `chain-${state.replaceAll(' ', '-')}`)
  return (
    <span className={`${css.sign} ${tones[state] ?? ''}`}>
      {glyph && <Glyph name={glyph} size={14} />}
      {glyph ? t(`chain.${state as 'complete'}`) : state}
    </span>
  )
}
