/** The keys of a grid for the palette and the keyboard map. */
import { useMemo, type RefObject } from 'react'
import type { Chord } from '../../lib/keys'
import { useCommands, type Command } from '../../ui/commands'
import type { GridHandle } from '../../ui/grid/grid-props'
import type { GridCommand } from '../../ui/grid/keymap'
import { useGridText } from '../../ui/grid/words'

type Plain = Exclude<GridCommand, { do: 'move' | 'cycle' | 'type' }>['do']

const keys: readonly { does: Plain; chord: Chord; writes?: boolean }[] = [
  { does: 'edit', chord: 'F2', writes: true },
  { does: 'choices', chord: 'Alt+ArrowDown', writes: true },
  { does: 'add-row', chord: 'Insert', writes: true },
  { does: 'together', chord: 'Shift+F2', writes: true },
  { does: 'fill-down', chord: 'Ctrl+D', writes: true },
  { does: 'fill-right', chord: 'Ctrl+R', writes: true },
  { does: 'clear', chord: 'Delete', writes: true },
  { does: 'delete-rows', chord: 'Ctrl+-', writes: true },
  { does: 'find', chord: 'Ctrl+H' },
  { does: 'filter', chord: 'Ctrl+Shift+L' },
  { does: 'select-row', chord: 'Shift+Space' },
  { does: 'select-column', chord: 'Ctrl+Space' },
  { does: 'select-all', chord: 'Ctrl+A' },
  { does: 'menu', chord: 'Shift+F10' },
  { does: 'open', chord: 'Space' },
]

/** Whether the keys belong to a field, so that the grid leaves them alone. */
const inField = () => Boolean(document.activeElement?.closest('input, textarea, select, [role="dialog"], [role="menu"]'))

/** Offers the commands of a grid while it is shown. */
export function useGridCommands(grid: RefObject<GridHandle | null>, editable: boolean): void {
  const t = useGridText()
  const commands = useMemo<Command[]>(
    (): Command[] =>
      keys
        .filter((k) => editable || !k.writes)
        .map(({ does, chord }): Command => ({
          id: `grid.${does}`,
          label: t(`grid.do.${does}`),
          group: t('grid.keys'),
          chord,
          run: () => {
            if (inField()) return
            grid.current?.focus()
            grid.current?.run({ do: does })
          },
        }))
        .concat({
          id: 'grid.filter-bar',
          label: t('grid.do.filter-bar'),
          group: t('grid.keys'),
          chord: 'Ctrl+Shift+F',
          run: () => document.querySelector<HTMLElement>('[data-filter-bar]')?.focus(),
        }),
    [t, editable, grid],
  )
  useCommands(commands)
}
