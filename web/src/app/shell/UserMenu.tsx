import { signOut } from '../../api/account'
import { outbox } from '../../api/editing'
import { session } from '../../api/session'
import { allows } from '../../domain/permission'
import { useStore } from '../../lib/use-store'
import { Avatar } from '../../ui/Avatar'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { Menu, type MenuPart } from '../../ui/Overlay'
import { chooseTheme, theme, themes } from '../../ui/theme'
import { say } from '../../ui/toast'
import { languages, speak, spoken } from '../language'
import css from './Shell.module.css'

/** Theme and language, each behind a sign. */
export function LookMenus() {
  const t = useT()
  const chosen = useStore(theme)
  const language = useStore(spoken)
  return (
    <>
      <Menu
        end
        width={160}
        button={<Button look="icon" glyph="ui-theme" aria-label={t('theme.choose')} />}
        parts={themes.map((name) => ({
          key: name,
          label: t(`theme.${name}`),
          chosen: name === chosen,
          onChoose: () => chooseTheme(name),
        }))}
      />
      <Menu
        end
        width={160}
        button={<Button look="icon" glyph="ui-language" aria-label={t('language.choose')} />}
        parts={languages.map((name) => ({
          key: name,
          label: t(`language.${name}`),
          chosen: name === language?.name,
          onChoose: () => void speak(name),
        }))}
      />
    </>
  )
}

/** The user: account, administration, leaving. */
export function UserMenu() {
  const t = useT()
  const state = useStore(session)
  if (state.is !== 'in' && state.is !== 'ended') return null
  const { user, actions } = state.account
  const leave = () => {
    const unsent = outbox.list.get().filter((p) => p.state.is !== 'recorded').length
    if (unsent > 0) say(t('saved.keptHere', { count: unsent }))
    void signOut()
  }
  const parts: MenuPart[] = [
    { heading: `${user.name} · ${user.login}` },
    { key: 'account', label: t('account.title'), glyph: 'ui-user', to: { page: 'account', section: 'profile' } },
  ]
  if (allows(actions, 'manage users'))
    parts.push({ key: 'admin', label: t('admin.title'), glyph: 'nav-settings', to: { page: 'administration', section: 'users' } })
  parts.push({ key: 'leave', label: t('account.signOut'), glyph: 'ui-leave', onChoose: leave })
  return (
    <Menu
      end
      parts={parts}
      button={
        <button type="button" className={css.me} aria-label={t('account.menu', { name: user.name })}>
          <Avatar name={user.name} own />
        </button>
      }
    />
  )
}
