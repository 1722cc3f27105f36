import type { RefObject } from 'react'
import { useProject } from '../../api/project'
import { firstLayout } from '../../diagram/data/use-layout'
import type { CanvasHandle } from '../../diagram/view/command'
import { exportedPng, exportedSvg, print, save, type Exported } from '../../diagram/view/export'
import { useSay } from '../../diagram/words'
import { formatStateRef } from '../../domain/state-ref'
import { useLocale } from '../../ui/language'
import type { MenuPart } from '../../ui/Overlay'
import { say as toast } from '../../ui/toast'
import type { useChoice } from './use-choice'

/** Ways out of the program: a drawing, a picture, and paper. */
export function useExports(
  canvas: RefObject<CanvasHandle | null>,
  { lanes, mode }: ReturnType<typeof useChoice>,
  layout: string,
  incomplete: boolean,
): MenuPart[] {
  const say = useSay()
  const locale = useLocale()
  const { project, head, view } = useProject()
  const make = async () => {
    const picture = canvas.current?.picture()
    if (!picture) return null
    const commit = view.at.kind === 'head' ? head.commit : null
    const title = {
      title: project.title,
      project: project.key,
      state: commit === null ? formatStateRef(view.at) : say('diagram.print.commit', { commit }),
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date()),
      layout: layout === firstLayout ? '' : layout,
    }
    return exportedSvg(picture, title, { lanes, flows: mode === 'flows' }, locale)
  }
  const run = (what: (svg: Exported) => void | Promise<void>) => () =>
    void make()
      .then((svg) => svg && what(svg))
      .catch((error: unknown) => toast(error instanceof Error ? error.message : String(error)))
  const name = project.title.replace(/[^\p{L}\p{N}]+/gu, '-')
  // A drawing that goes out has everything in it.
  const off = mode === 'list' || incomplete
  const svgFile = run((svg) => save(`${name}.svg`, new Blob([svg.text], { type: 'image/svg+xml' })))
  const pngFile = run(async (svg) => save(`${name}.png`, await exportedPng(svg)))
  return [
    { key: 'svg', label: say('diagram.export.svg'), disabled: off, onChoose: svgFile },
    { key: 'png', label: say('diagram.export.png'), disabled: off, onChoose: pngFile },
    {
      key: 'a4',
      label: say('diagram.export.print', { paper: 'A4' }),
      disabled: off,
      glyph: 'ui-print',
      onChoose: run((svg) => print(svg, 'A4')),
    },
    {
      key: 'a3',
      label: say('diagram.export.print', { paper: 'A3' }),
      disabled: off,
      glyph: 'ui-print',
      onChoose: run((svg) => print(svg, 'A3')),
    },
  ]
}
