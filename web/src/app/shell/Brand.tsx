import { AddressLink } from '../../ui/navigation'
import css from './Shell.module.css'

export function Brand({ wide = false }: { wide?: boolean }) {
  return (
    <AddressLink to={{ page: 'home' }} className={`${css.brand} ${wide ? css.brandWide : ''}`}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M3 3h14v14H3z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="11 3" />
        <rect x="7" y="7" width="6" height="6" fill="currentColor" />
      </svg>
      Cordon
    </AddressLink>
  )
}
