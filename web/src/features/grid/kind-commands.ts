/** The grids of all kinds as commands of the palette. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { schemaQuery } from '../../api/queries'
import type { Command } from '../../ui/commands'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { useNavigation, useProjectAddress } from '../../ui/navigation'
import { useWords } from '../../ui/words'
import { gridAddress } from './screens'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** One command for each kind of the schema. */
export function useKindCommands(): readonly Command[] {
  const t = useT()
  const words = useWords()
  const { go } = useNavigation()
  const [{ project, at }] = useProjectAddress()
  const { data: schema } = useQuery(schemaQuery())
  return useMemo(
    () =>
      (schema?.kinds ?? []).map((k): Command => ({
        id: `grid ${k.kind}`,
        label: t('palette.table', { name: capital(words.plural(k.kind, k.plural)) }),
        group: t('palette.tables'),
        glyph: kindGlyph(k.kind),
        words: `${k.kind} ${k.plural}`,
        run: () => go(gridAddress({ project, at }, k.kind)),
      })),
    [schema, t, words, go, project, at],
  )
}
