import { lazy, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { redo, undo } from '../../api/editing'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { screens } from '../../domain/screen'
import { head, isNow } from '../../domain/state-ref'
import { shelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { useCommands, type Command } from '../../ui/commands'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { useNavigation, useProjectAddress } from '../../ui/navigation'
import { chooseTheme } from '../../ui/theme'
import { say } from '../../ui/toast'
import { asProblem } from '../../api/problem'
import { languages, speak } from '../language'
import { patient, warmUp } from '../patient'
import { helpPages, laterScreens, screenGlyphs, screenNeeds } from '../screens'
import { useKindCommands } from '../../features/grid/kind-commands'
import { Brand } from './Brand'
import { useLive, useSayPresence } from './live'
import { HelpMenu, useHelp } from './Help'
import { NavBar } from './NavBar'
import { nextPart, PanelFrame } from './PanelFrame'
import { People } from './People'
import { ProjectSwitcher } from './ProjectSwitcher'
import { Saved } from './Saved'
import { StateSwitch } from './StateSwitch'
import { LookMenus, UserMenu } from './UserMenu'
import css from './Shell.module.css'

const Palette = lazy(() => patient(() => import('../palette/Palette')).then((m) => ({ default: m.Palette })))
const KeyMap = lazy(() => patient(() => import('../palette/KeyMap')).then((m) => ({ default: m.KeyMap })))
const ItemPanel = lazy(() => patient(() => import('../../features/item/ItemPanel')).then((m) => ({ default: m.ItemPanel })))

const query = (text: string) => {
  const media = window.matchMedia(text)
  return {
    subscribe: (f: () => void) => (media.addEventListener('change', f), () => media.removeEventListener('change', f)),
    get: () => media.matches,
  }
}
const roomy = query('(min-width: 1680px)')
const fair = query('(min-width: 1400px)')

/** What floats above the page, if anything. */
type Float = 'palette' | 'keys' | null

/** The frame around all screens of a project. */
export function ProjectShell({ children }: { children: ReactNode }) {
  const t = useT()
  const { project, can, head: newest } = useProject()
  const [address, change] = useProjectAddress()
  const [float, setFloat] = useState<Float>(null)
  const [fold, setFold] = useState<boolean | null>(() => (shelf.read('nav.slim') as boolean | undefined) ?? null)
  const wide = useSyncExternalStore(roomy.subscribe, roomy.get)
  const medium = useSyncExternalStore(fair.subscribe, fair.get)
  const slim = fold ?? !(wide || (medium && address.screen === 'overview' && address.item === null))
  const main = useRef<HTMLElement>(null)
  useLive(project.key, can('follow changes'))
  useSayPresence(project.key, address.item ?? address.subject ?? address.screen, can('see presence'))
  useFrameCommands(setFloat)
  useCommands(useKindCommands())
  const help = useHelp(helpPages[address.screen])
  useEffect(() => warmUp(), [])
  const first = useRef(true)
  useEffect(() => {
    // A new screen begins at its top, for eyes and for the keyboard.
    if (first.current) first.current = false
    else main.current?.focus()
  }, [address.screen, address.subject])
  const toggle = () => {
    shelf.write('nav.slim', !slim)
    setFold(!slim)
  }
  return (
    <div className={css.shell}>
      <header className={css.top}>
        <a className={css.skip} href="#main" onClick={(e) => (e.preventDefault(), main.current?.focus())}>
          {t('nav.skip')}
        </a>
        <Brand wide={!slim} />
        <ProjectSwitcher />
        <StateSwitch />
        <div className={css.right}>
          <button type="button" className={css.find} onClick={() => setFloat('palette')} aria-keyshortcuts="Control+K">
            <Glyph name="ui-search" size={14} />
            <span>{t('palette.open')}</span>
            <kbd>Ctrl K</kbd>
          </button>
          <Saved />
          <div className={css.tools}>
            <LookMenus />
            <HelpMenu onHelp={help.show} onKeys={() => setFloat('keys')} />
          </div>
          <div className={css.people}>
            <People />
            <UserMenu />
          </div>
        </div>
      </header>
      <NavBar slim={slim} onFold={toggle} />
      <main className={css.main} id="main" ref={main} tabIndex={-1} aria-label={t(`screen.${address.screen}`)}>
        {!isNow(address.at) && (
          <div className={css.past}>
            <Glyph name="nav-history" size={14} />
            <span className="grow">{t('state.looking', { number: newest.commit })}</span>
            <Button small onClick={() => change({ at: head })}>
              {t('state.back')}
            </Button>
          </div>
        )}
        {children}
      </main>
      {address.item !== null && (
        <PanelFrame label={t('item.panel', { key: address.item })}>
          <Suspense>
            <ItemPanel itemKey={address.item} key={address.item} />
          </Suspense>
        </PanelFrame>
      )}
      {help.drawer}
      <Suspense>
        {float === 'palette' && <Palette onClose={() => setFloat(null)} />}
        {float === 'keys' && <KeyMap onClose={() => setFloat(null)} />}
      </Suspense>
    </div>
  )
}

/** The commands that every screen has. */
function useFrameCommands(open: (what: Float) => void) {
  const t = useT()
  const { go } = useNavigation()
  const { project, can } = useProject()
  const [address, change] = useProjectAddress()
  const key = project.key
  const commands = useMemo<Command[]>(() => {
    const takeBack = (what: typeof undo, words: string, nothing: string) => () => {
      what(key).then(
        (by) => say(by === null ? nothing : words),
        (error: unknown) => say(asProblem(error).detail),
      )
    }
    const list: Command[] = [
      {
        id: 'palette',
        group: t('keys.everywhere'),
        label: t('palette.open'),
        chord: 'Ctrl+K',
        run: () => open('palette'),
      },
      {
        id: 'keys',
        group: t('keys.everywhere'),
        label: t('keys.title'),
        glyph: 'ui-help',
        chord: '?',
        run: () => open('keys'),
      },
      {
        id: 'copy',
        group: t('keys.everywhere'),
        label: t('command.copyAddress'),
        glyph: 'ui-link',
        run: () => void navigator.clipboard?.writeText(location.href).then(() => say(t('command.copied'))),
      },
      { id: 'now', group: t('keys.everywhere'), label: t('state.head'), glyph: 'nav-history', run: () => change({ at: head }) },
      {
        id: 'light',
        group: t('theme.choose'),
        label: `${t('theme.choose')}: ${t('theme.light')}`,
        glyph: 'ui-theme',
        run: () => chooseTheme('light'),
      },
      {
        id: 'dark',
        group: t('theme.choose'),
        label: `${t('theme.choose')}: ${t('theme.dark')}`,
        glyph: 'ui-theme',
        run: () => chooseTheme('dark'),
      },
      ...languages.map((l): Command => ({
        id: `speak-${l}`,
        group: t('language.choose'),
        label: `${t('language.choose')}: ${t(`language.${l}`)}`,
        glyph: 'ui-language',
        run: () => void speak(l),
      })),
      ...screens
        .filter((s) => !laterScreens.has(s) && (!screenNeeds[s] || can(screenNeeds[s])))
        .map((s): Command => ({
          id: `screen-${s}`,
          group: t('nav.screens'),
          label: t(`screen.${s}`),
          glyph: screenGlyphs[s],
          run: () => go(screenAddress(key, s, { at: address.at })),
        })),
    ]
    if (address.item !== null)
      list.push(
        {
          id: 'close-panel',
          group: t('keys.panel'),
          label: t('item.close'),
          chord: 'Escape',
          run: () => change({ item: null }),
        },
        {
          id: 'next-part',
          group: t('keys.panel'),
          label: t('keys.nextPart'),
          chord: 'F6',
          run: nextPart,
        },
      )
    if (can('write model')) {
      list.push(
        {
          id: 'undo',
          group: t('keys.editing'),
          label: t('command.undo'),
          glyph: 'ui-undo',
          chord: 'Ctrl+Z',
          run: takeBack(undo, t('command.undone'), t('command.nothingToUndo')),
        },
        {
          id: 'redo',
          group: t('keys.editing'),
          label: t('command.redo'),
          glyph: 'ui-redo',
          chord: 'Ctrl+Shift+Z',
          run: takeBack(redo, t('command.redone'), t('command.nothingToRedo')),
        },
        {
          id: 'redo-y',
          group: t('keys.editing'),
          label: t('command.redo'),
          chord: 'Ctrl+Y',
          run: takeBack(redo, t('command.redone'), t('command.nothingToRedo')),
        },
      )
    }
    return list
  }, [t, go, key, can, address.at, address.item, change, open])
  useCommands(commands)
}
