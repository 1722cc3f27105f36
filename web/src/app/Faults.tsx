import { Component, type ReactNode } from 'react'
import { useT } from '../ui/language'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'

/** What is shown in place of a part of the page that broke down. */
function Broken({ error, again }: { error: Error; again: () => void }) {
  const t = useT()
  return (
    <div style={{ padding: 20, maxWidth: 640 }}>
      <Notice
        tone="fault"
        actions={
          <Button small onClick={again}>
            {t('do.retry')}
          </Button>
        }
      >
        {t('problem.broken', { message: error.message })}
      </Notice>
    </div>
  )
}

/** Keeps a fault in one part from taking the whole page down. */
export class Faults extends Component<{ children: ReactNode; resetKey?: string }, { error: Error | null; key?: string }> {
  override state: { error: Error | null; key?: string } = { error: null }
  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
  static getDerivedStateFromProps(props: { resetKey?: string }, state: { key?: string }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey }
  }
  override render() {
    const { error } = this.state
    return error ? <Broken error={error} again={() => this.setState({ error: null })} /> : this.props.children
  }
}
