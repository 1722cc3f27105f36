/** Where the user is and how to go elsewhere, for all that stands below the router. */
import { createContext, useCallback, useContext, type AnchorHTMLAttributes, type MouseEvent } from 'react'
import { formatAddress, screenAddress, type Address, type ProjectAddress } from '../domain/address'

export interface Navigation {
  address: Address
  go: (to: Address, how?: { replace?: boolean }) => void
}

export const NavigationContext = createContext<Navigation | null>(null)

/** The address of the page and the way to others. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext)
  if (!navigation) throw new Error('navigation outside the router')
  return navigation
}

/** The address of a screen of a project, and how to change a part of it: the item in the panel, the filter, the state. */
export function useProjectAddress(): [ProjectAddress, (change: Partial<ProjectAddress>, how?: { replace?: boolean }) => void] {
  const { address, go } = useNavigation()
  if (address.page !== 'project') throw new Error('this screen belongs to a project')
  const change = useCallback(
    (part: Partial<ProjectAddress>, how?: { replace?: boolean }) => go({ ...address, ...part }, how),
    [address, go],
  )
  return [address, change]
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: Address }

/** A link inside the app: a real address, followed without loading the page anew. */
export function AddressLink({ to, onClick, ...rest }: LinkProps) {
  const { go } = useNavigation()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return <a {...rest} href={formatAddress(to)} onClick={follow} />
}

/** A key as a link that opens its item in the panel of the screen. */
export function KeyLink({ item, ...rest }: Omit<LinkProps, 'to'> & { item: string }) {
  const [address] = useProjectAddress()
  return (
    <AddressLink {...rest} className={rest.className ?? 'mono'} to={{ ...address, item, tab: 'fields' }}>
      {rest.children ?? item}
    </AddressLink>
  )
}

/** A link to the page of a zone or conduit. */
export function PlaceLink({ place, ...rest }: Omit<LinkProps, 'to'> & { place: string }) {
  const [address] = useProjectAddress()
  return (
    <AddressLink {...rest} to={screenAddress(address.project, 'zones', { subject: place, at: address.at })}>
      {rest.children ?? place}
    </AddressLink>
  )
}
