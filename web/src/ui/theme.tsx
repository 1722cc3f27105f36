/** Light, dark, or as the system has it; and Mantine with our looks. */
import { MantineProvider, createTheme, type CSSVariablesResolver } from '@mantine/core'
import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles/global.css'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Tooltip.css'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { useLayoutEffect, useSyncExternalStore, type ReactNode } from 'react'
import { shelf } from '../lib/kept'
import { createStore } from '../lib/store'
import { useStore } from '../lib/use-store'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What the user chose. */
export const theme = createStore<Theme>(themes.find((x) => x === shelf.read('theme')) ?? 'system')

export function chooseTheme(next: Theme): void {
  theme.set(next)
  shelf.write('theme', next)
}

const mantine = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 5,
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '18px' },
  respectReducedMotion: true,
})

const variables = {
  '--mantine-color-body': 'var(--canvas)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default-border': 'var(--border)',
  '--mantine-primary-color-filled': 'var(--accent)',
}
const resolver: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables })

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)')
const watchSystem = (listener: () => void) => {
  darkSystem.addEventListener('change', listener)
  return () => darkSystem.removeEventListener('change', listener)
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const chosen = useStore(theme)
  const systemDark = useSyncExternalStore(watchSystem, () => darkSystem.matches)
  const resolved = chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = resolved
  }, [resolved])
  return (
    <MantineProvider theme={mantine} cssVariablesResolver={resolver} forceColorScheme={resolved}>
      {children}
    </MantineProvider>
  )
}
