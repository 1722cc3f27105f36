import { useStore } from '../../lib/use-store'
import { offeredCommands } from '../../ui/commands'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import css from '../shell/Shell.module.css'

/** All keys that do something here. */
export function KeyMap({ onClose }: { onClose: () => void }) {
  const t = useT()
  const commands = useStore(offeredCommands)
    .flat()
    .filter((c) => c.chord)
  const groups = [...new Set(commands.map((c) => c.group))]
  return (
    <Dialog open title={t('keys.title')} onClose={onClose}>
      <div className={css.keys}>
        {groups.map((group) => (
          <div key={group} style={{ display: 'contents' }}>
            <h3>{group}</h3>
            {commands
              .filter((c) => c.group === group)
              .map((c) => (
                <div key={c.id} style={{ display: 'contents' }}>
                  <span>{c.label}</span>
                  <span className="row">
                    {c.chord?.split('+').map((k) => (
                      <kbd key={k}>{k}</kbd>
                    ))}
                  </span>
                </div>
              ))}
          </div>
        ))}
      </div>
    </Dialog>
  )
}
