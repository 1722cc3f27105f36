import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { connectEditing } from '../api/editing'
import { asProblem } from '../api/problem'
import { useStore } from '../lib/use-store'
import { LanguageProvider } from '../ui/language'
import { NavigationContext, type Navigation } from '../ui/navigation'
import { ThemeProvider } from '../ui/theme'
import { noteFloats, runChord } from '../ui/commands'
import { addressOf, go, place } from './history'
import { locales, spoken } from './language'
import { SessionGate } from './SessionGate'
import { Faults } from './Faults'
import { Page } from './Page'
import { Toasts } from './shell/Toasts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // read() repeats by itself what got lost.
      retry: false,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
      throwOnError: false,
    },
    mutations: { retry: false, onError: (error) => void asProblem(error) },
  },
})
connectEditing(queries)

export function App() {
  const language = useStore(spoken)
  const at = useStore(place)
  const address = useMemo(() => addressOf(at), [at])
  const navigation = useMemo<Navigation>(() => ({ address: address ?? { page: 'home' }, go }), [address])
  useEffect(() => {
    const look = (event: KeyboardEvent) => void runChord(event)
    window.addEventListener('keydown', noteFloats, { capture: true })
    window.addEventListener('keydown', look)
    return () => {
      window.removeEventListener('keydown', noteFloats, { capture: true })
      window.removeEventListener('keydown', look)
    }
  }, [])
  if (!language) return null
  return (
    <ThemeProvider>
      <LanguageProvider locale={locales[language.name]} messages={language.messages} model={language.model}>
        <QueryClientProvider client={queries}>
          <NavigationContext.Provider value={navigation}>
            <Faults>
              <SessionGate>
                <Page known={address !== null} />
              </SessionGate>
            </Faults>
            <Toasts />
          </NavigationContext.Provider>
        </QueryClientProvider>
      </LanguageProvider>
    </ThemeProvider>
  )
}
