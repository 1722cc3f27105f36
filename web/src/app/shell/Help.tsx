import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../ui/Button'
import { useCommands, type Command } from '../../ui/commands'
import { useT } from '../../ui/language'
import { Menu } from '../../ui/Overlay'
import { patient } from '../patient'

const HelpDrawer = lazy(() => patient(() => import('../../features/help/HelpDrawer')).then((m) => ({ default: m.HelpDrawer })))

/** Help for what is on the screen: F1 opens it, and the palette. */
export function useHelp(page: string): { show: () => void; drawer: ReactNode } {
  const t = useT()
  const [open, setOpen] = useState(false)
  const before = useRef<HTMLElement | null>(null)
  const show = useCallback(() => {
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setOpen(true)
  }, [])
  const close = useCallback(() => {
    setOpen(false)
    requestAnimationFrame(() => before.current?.isConnected && before.current.focus())
  }, [])
  const commands = useMemo<Command[]>(
    () => [
      {
        id: 'help',
        group: t('keys.everywhere'),
        label: t('help.open'),
        glyph: 'ui-help',
        chord: 'F1',
        words: 'guide manual handbook Handbuch Anleitung',
        run: () => (open ? close() : show()),
      },
    ],
    [t, open, show, close],
  )
  useCommands(commands)
  return { show, drawer: open && <Suspense>{<HelpDrawer page={page} onClose={close} />}</Suspense> }
}

/** Help and keys behind one sign. */
export function HelpMenu({ onHelp, onKeys }: { onHelp: () => void; onKeys: () => void }) {
  const t = useT()
  return (
    <Menu
      end
      width={200}
      button={<Button look="icon" glyph="ui-help" aria-label={t('help.menu')} />}
      parts={[
        { key: 'help', label: t('help.open'), glyph: 'ui-help', hint: 'F1', onChoose: onHelp },
        { key: 'keys', label: t('keys.title'), glyph: 'ui-more', hint: '?', onChoose: onKeys },
      ]}
    />
  )
}
