import { useCallback, useState } from 'react'
import { tabShelf } from '../lib/kept'

/**
 * What is typed into a form and not sent yet; it outlives a reload of the tab.
 * Never for passwords. Call forget once it is sent.
 */
export function useKept(name: string, initial: string): [string, (next: string) => void, () => void] {
  const [value, setValue] = useState(() => {
    const kept = tabShelf.read(`typed.${name}`)
    return typeof kept === 'string' ? kept : initial
  })
  const set = useCallback(
    (next: string) => {
      setValue(next)
      tabShelf.write(`typed.${name}`, next)
    },
    [name],
  )
  const forget = useCallback(() => tabShelf.remove(`typed.${name}`), [name])
  return [value, set, forget]
}
