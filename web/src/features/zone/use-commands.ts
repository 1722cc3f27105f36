import { useMemo } from 'react'
import { useSay } from '../../diagram/words'
import { useCommands, type Command } from '../../ui/commands'
import { useT } from '../../ui/language'

interface Parts {
  takeBack: () => void
  bringBack: () => void
  stopDrawing: () => void
  drawing: boolean
  editable: boolean
}

/** Chords of the diagram, and its keys in the keyboard map. Undo takes back moves of boxes too. */
export function useDiagramCommands({ takeBack, bringBack, stopDrawing, drawing, editable }: Parts): void {
  const say = useSay()
  const t = useT()
  const commands = useMemo(() => {
    const group = say('diagram.title')
    const list: Command[] = [
      { id: 'diagram-undo', group, label: t('command.undo'), glyph: 'ui-undo', chord: 'Ctrl+Z', run: takeBack },
      { id: 'diagram-redo', group, label: t('command.redo'), glyph: 'ui-redo', chord: 'Ctrl+Shift+Z', run: bringBack },
      { id: 'diagram-redo-y', group, label: t('command.redo'), chord: 'Ctrl+Y', run: bringBack },
    ]
    if (drawing && editable)
      list.push({ id: 'diagram-stop', group, label: say('diagram.draw.stop'), chord: 'Escape', run: stopDrawing })
    return list
  }, [say, t, takeBack, bringBack, stopDrawing, drawing, editable])
  useCommands(commands)
}
