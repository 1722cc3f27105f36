import { useStore } from '../../lib/use-store'
import { toasts } from '../../ui/toast'
import css from './Shell.module.css'

/** What was just done, told to all senses. */
export function Toasts() {
  const list = useStore(toasts)
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {list.map((toast) => (
        <div key={toast.id} className={css.toast}>
          {toast.text}
          {toast.action && (
            <button type="button" onClick={toast.action.run}>
              {toast.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
