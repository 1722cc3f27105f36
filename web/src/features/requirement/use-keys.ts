/** The keys of the screen, which are in the palette and in the keyboard map too. */
import { useMemo } from 'react'
import { useCommands, type Command } from '../../ui/commands'
import { useT } from '../../ui/language'
import { assessmentGlyphs, assessmentKeys } from './AssessmentBar'
import { assessments, type Assessment } from './cells'

/** What the keys do. Keep it steady. */
export interface Doings {
  editable: boolean
  canAttach: boolean
  canRead: boolean
  assess: (a: Assessment) => void
  allocate: (on: boolean) => void
  attach: () => void
  compensate: () => void
  comments: () => void
  next: (step: 1 | -1) => void
  openPanel: () => void
  fold: () => void
}

/** Offers the commands of the screen. */
export function useKeys(doings: Doings): void {
  const t = useT()
  const commands = useMemo<Command[]>(() => {
    const group = t('screen.requirements')
    const moves: [string, string][] = [
      ['move', 'Arrow'],
      ['leap', 'Ctrl+Arrow'],
      ['ends', 'Home / End'],
      ['pages', 'Page Up / Down'],
      ['extend', 'Shift+Arrow'],
      ['column', 'Ctrl+Space'],
      ['row', 'Shift+Space'],
      ['all', 'Ctrl+ A'],
      ['copy', 'Ctrl+ C'],
      ['undo', 'Ctrl+ Z'],
    ]
    const list: Command[] = [
      { id: 'matrix.next', group, label: t('matrix.keys.nextOpen'), chord: 'J', run: () => doings.next(1) },
      { id: 'matrix.previous', group, label: t('matrix.keys.previousOpen'), chord: 'K', run: () => doings.next(-1) },
      { id: 'matrix.panel', group, label: t('matrix.keys.panel'), chord: 'Space', run: doings.openPanel },
      { id: 'matrix.fold', group, label: t('matrix.keys.fold'), chord: 'F', run: doings.fold },
    ]
    if (doings.editable) {
      assessments.forEach((a, i) => {
        const label = t('matrix.keys.set', { assessment: t(`assessment.${a}`) })
        const run = () => doings.assess(a)
        list.push({ id: `matrix.${a}`, group, label, glyph: assessmentGlyphs[a], chord: assessmentKeys[a], run })
        list.push({ id: `matrix.${i + 1}`, group, label, chord: `${i + 1}`, run })
      })
      list.push(
        { id: 'matrix.allocate', group, label: t('matrix.keys.allocate'), chord: 'A', run: () => doings.allocate(true) },
        {
          id: 'matrix.compensate',
          group,
          label: t('matrix.keys.compensate'),
          glyph: 'strength-compensated',
          chord: 'C',
          run: doings.compensate,
        },
        { id: 'matrix.retire', group, label: t('matrix.keys.takeBack'), chord: 'Shift+A', run: () => doings.allocate(false) },
      )
    }
    if (doings.canAttach)
      list.push({
        id: 'matrix.attach',
        group,
        label: t('matrix.keys.attach'),
        glyph: 'nav-documents',
        chord: 'E',
        run: doings.attach,
      })
    if (doings.canRead)
      list.push({
        id: 'matrix.comments',
        group,
        label: t('matrix.keys.comments'),
        glyph: 'ui-comment',
        chord: 'Shift+C',
        run: doings.comments,
      })
    // Handled where the grid has the focus; here only to be found. Their chords are none that a key press is.
    for (const [name, chord] of moves)
      list.push({
        id: `matrix.move.${name}`,
        group: t('matrix.keys.moving'),
        label: t(`matrix.move.${name as 'move'}`),
        chord,
        run: () => undefined,
      })
    return list
  }, [t, doings])
  useCommands(commands)
}
