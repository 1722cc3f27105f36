import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { itemsQuery, searchQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { say } from '../../ui/toast'
import { joinOps, targetOf, type Filler } from './add-step'
import type { Gap } from './cells'
import css from './Trace.module.css'

const most = 50

/** Chooses an item that is there and joins it to the chain. */
export function JoinStep({ gap, filler, onDone }: { gap: Gap; filler: Filler; onDone: () => void }) {
  const t = useT()
  const { project, head, view } = useProject()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState('')
  const all = useQuery(itemsQuery(view, [filler.kind], '', most))
  const found = useQuery(searchQuery(view, `${words} kind:"${filler.kind}"`, most))
  const list = words.trim() === '' ? (all.data?.items ?? []) : (found.data?.hits ?? []).filter((h) => h.kind === filler.kind)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen === '') return
    edit(project.key, head.commit, joinOps(gap, filler, chosen), [], `link ${filler.kind}`)
    say(t('trace.joined', { key: chosen, to: targetOf(gap) }))
    onDone()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label={t('trace.find')} autoFocus value={words} onChange={(e) => setWords(e.target.value)} />
      <fieldset className={css.choose}>
        <legend className="visually-hidden">{t(`kind.${filler.kind as 'evidence'}`)}</legend>
        {list.length === 0 && (words === '' ? all.data : found.data) && <Empty>{t('trace.findNothing')}</Empty>}
        {list.map((i) => (
          <label key={i.key} className={css.choice}>
            <input type="radio" name="item" checked={chosen === i.key} onChange={() => setChosen(i.key)} />
            <span className="mono">{i.key}</span>
            <span className="ellipsis">{i.title}</span>
          </label>
        ))}
      </fieldset>
      <div className="row">
        <Button type="submit" look="primary" disabled={chosen === ''}>
          {t('trace.join')}
        </Button>
        <Button onClick={onDone}>{t('do.cancel')}</Button>
      </div>
    </form>
  )
}
