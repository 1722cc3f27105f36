import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { screens, type Screen } from '../../domain/screen'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { ownProducts } from '../OwnProducts'
import { Tip } from '../../ui/Overlay'
import { laterScreens, screenGlyphs, screenNeeds } from '../screens'
import css from './Shell.module.css'

/** All screens of a project; narrow it shows signs only. */
export function NavBar({ slim, onFold }: { slim: boolean; onFold: () => void }) {
  const t = useT()
  const [address] = useProjectAddress()
  const { project, can } = useProject()
  const offers = (screen: Screen) => {
    const needs = screenNeeds[screen]
    return !needs || can(needs)
  }
  const entry = (screen: Screen) => {
    const name = t(`screen.${screen}`)
    const inside = (
      <>
        <Glyph name={screenGlyphs[screen]} />
        <span>{name}</span>
      </>
    )
    const item = laterScreens.has(screen) ? (
      <div className={css.off} role="link" aria-disabled="true" tabIndex={0} aria-label={t('nav.later', { screen: name })}>
        {inside}
      </div>
    ) : (
      <AddressLink
        to={screenAddress(project.key, screen, {
          at: address.at,
          ...(screen === 'assets' && !can('analyse') ? ownProducts : {}),
        })}
        aria-current={address.screen === screen ? 'page' : undefined}
        aria-label={slim ? name : undefined}
      >
        {inside}
      </AddressLink>
    )
    const tip = laterScreens.has(screen) ? t('nav.later', { screen: name }) : name
    return slim || laterScreens.has(screen) ? (
      <Tip key={screen} text={tip} side="right">
        {item}
      </Tip>
    ) : (
      <div key={screen} style={{ display: 'contents' }}>
        {item}
      </div>
    )
  }
  return (
    <nav className={`${css.nav} ${slim ? css.slim : ''}`} aria-label={t('nav.screens')}>
      {screens.filter((s) => s !== 'settings' && s !== 'start' && offers(s)).map(entry)}
      <div className={css.spring} />
      {entry('settings')}
      <button type="button" className={css.fold} onClick={onFold} aria-expanded={!slim} aria-label={t('nav.fold')}>
        <Glyph name="ui-panel" />
        <span>{t('nav.fold')}</span>
      </button>
    </nav>
  )
}
