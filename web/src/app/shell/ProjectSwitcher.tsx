import { useQuery } from '@tanstack/react-query'
import { useProject } from '../../api/project'
import { projectsQuery } from '../../api/queries'
import { screenAddress } from '../../domain/address'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Menu, type MenuPart } from '../../ui/Overlay'
import css from './Shell.module.css'

/** The project at hand, and the way to the others; the screen stays. */
export function ProjectSwitcher() {
  const t = useT()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const { data } = useQuery(projectsQuery())
  const mine = (data?.projects ?? []).filter((p) => p.role && !p.retired)
  const parts: MenuPart[] = [
    { heading: t('nav.projects') },
    ...mine.map((p) => ({ key: p.key, label: p.title, chosen: p.key === project.key, to: screenAddress(p.key, address.screen) })),
    { key: '/all', label: t('nav.allProjects'), glyph: 'ui-layers' as const, to: { page: 'home' as const } },
  ]
  return (
    <Menu
      width={340}
      parts={parts}
      button={
        <button type="button" className={css.project} title={project.title}>
          <span>{project.title}</span>
          <Glyph name="ui-chevron-down" size={14} />
        </button>
      }
    />
  )
}
