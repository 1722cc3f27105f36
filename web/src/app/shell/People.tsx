import type { Present } from '../../api/documents'
import { useProject } from '../../api/project'
import { userId } from '../../api/session'
import { screenAddress, type Address } from '../../domain/address'
import { parseKey } from '../../domain/key'
import { isScreen } from '../../domain/screen'
import { useStore } from '../../lib/use-store'
import { Avatar } from '../../ui/Avatar'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Menu, type MenuPart } from '../../ui/Overlay'
import { present } from './live'
import css from './Shell.module.css'

const shown = 3

/** Who else has the project open, and what each looks at. */
export function People() {
  const t = useT()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const people = useStore(present)
  const others = people.filter((p) => p.user !== userId())
  if (others.length === 0) return null
  const where = (p: Present): string =>
    parseKey(p.where) ? p.where : isScreen(p.where) ? t(`screen.${p.where}`) : t('people.somewhere')
  const to = (p: Present): Address | undefined => {
    const key = parseKey(p.where)
    if (key) return { ...address, item: `${key.prefix}-${key.number}`, tab: 'fields' }
    return isScreen(p.where) ? screenAddress(project.key, p.where) : undefined
  }
  const parts: MenuPart[] = [
    { heading: t('people.here', { count: others.length }) },
    ...others.map((p) => ({ key: p.user, label: p.name, hint: where(p), to: to(p) })),
  ]
  const said = others.map((p) => t('people.looksAt', { name: p.name, where: where(p) })).join('; ')
  return (
    <Menu
      end
      width={280}
      parts={parts}
      button={
        <button type="button" className={css.others} aria-label={said} title={said}>
          {others.slice(0, shown).map((p) => (
            <span key={p.user} aria-hidden>
              <Avatar name={p.name} />
            </span>
          ))}
          {others.length > shown && <span className={css.moreOthers}>+{others.length - shown}</span>}
        </button>
      }
    />
  )
}
