/** The address bar as a store. domain/address is the table of routes. */
import { formatAddress, parseAddress, type Address } from '../domain/address'
import { createStore } from '../lib/store'

interface Place {
  pathname: string
  search: string
  hash: string
}

const here = (): Place => ({ pathname: location.pathname, search: location.search, hash: location.hash })

export const place = createStore<Place>(here())

for (const event of ['popstate', 'hashchange']) window.addEventListener(event, () => place.set(here()))

/** Goes to an address. Small steps within a view replace the entry, so that Back leaves the view. */
export function go(to: Address, { replace = false }: { replace?: boolean } = {}): void {
  const text = formatAddress(to)
  if (text === place.get().pathname + place.get().search && place.get().hash === '') return
  if (replace) history.replaceState(null, '', text)
  else history.pushState(null, '', text)
  place.set(here())
}

/** Takes the fragment off the address, so that a secret in it does not stay in the history. */
export function dropFragment(): void {
  history.replaceState(null, '', location.pathname + location.search)
  place.set(here())
}

/** The address that a place stands for; null if it is none of this app. */
export const addressOf = (p: Place): Address | null => parseAddress(p.pathname, p.search)
