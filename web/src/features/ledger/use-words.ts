import { useMemo } from 'react'
import { useFormats, useT } from '../../ui/language'
import { useWords as useSchemaWords, type Words } from '../../ui/words'

export interface LedgerWords extends Words {
  /** A kind as a heading; a word of the server that the page does not know stays as it is. */
  kind: (kind: string) => string
  /** The label of a commit; one that somebody made up stays as it is. */
  label: (label: string) => string
  /** A value that stands alone, as people write it. */
  value: (name: string, text: string) => string
}

const labels = [
  'edit',
  'import',
  'undo',
  'restore',
  'baseline',
  'confirm',
  'approve target',
  'confirm target',
  'create project',
] as const
const isLabel = (label: string): label is (typeof labels)[number] => (labels as readonly string[]).includes(label)

/** The words of the schema, and values as the language writes them. */
export function useWords(): LedgerWords {
  const words = useSchemaWords()
  const t = useT()
  const formats = useFormats()
  return useMemo(
    () => ({
      ...words,
      kind: (kind) => (kind === '' ? '' : t(`kind.${kind as 'zone'}`)),
      label: (label) => (isLabel(label) ? t(`history.label.${label}`) : label),
      value: (_name, text) => {
        if (text === 'true' || text === 'false') return t(text === 'true' ? 'do.yes' : 'do.no')
        if (/^\d{4}-\d\d-\d\d$/.test(text)) return formats.day(text)
        if (/^\d{4}-\d\d-\d\dT.*Z$/.test(text)) return formats.moment(text)
        return words.choice(text)
      },
    }),
    [words, t, formats],
  )
}
