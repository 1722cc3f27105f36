import { useState, type FormEvent } from 'react'
import type { DiagramActions } from '../../diagram/actions'
import { zoneTypes, type Scene } from '../../diagram/model'
import { useSay } from '../../diagram/words'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Field'
import { Dialog } from '../../ui/Overlay'

const purdue = ['', '5', '4', '3.5', '3', '2', '1', '0']

/** Asks for what is needed to make a zone or an asset. */
export function AddDialog({
  scene,
  within,
  actions,
  onClose,
}: {
  scene: Scene
  within: string | null
  actions: DiagramActions
  onClose: () => void
}) {
  const say = useSay()
  const zone = within === null ? undefined : scene.zones.get(within)
  const [what, setWhat] = useState(zone ? 'asset' : 'zone')
  const [title, setTitle] = useState('')
  const [type, setType] = useState<string>('control')
  const [level, setLevel] = useState(zone?.purdue ?? '')
  const [job, setJob] = useState('')
  const inZone = zone?.title ?? ''
  const whats = [
    { value: 'zone', label: say('diagram.add.zone') },
    ...(zone
      ? [
          { value: 'zone-in', label: say('diagram.add.zone.in', { title: inZone }) },
          { value: 'asset', label: say('diagram.add.asset', { title: inZone }) },
        ]
      : []),
  ]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const name = title.trim()
    if (name === '') return
    if (what === 'asset' && within !== null) actions.addAsset({ title: name, function: job.trim(), place: within })
    else actions.addZone({ title: name, type, purdue: level, parent: what === 'zone-in' ? within : null })
    onClose()
  }
  return (
    <Dialog open title={say('diagram.add')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {whats.length > 1 && (
          <SelectField label={say('diagram.add.what')} choices={whats} value={what} onChange={(e) => setWhat(e.target.value)} />
        )}
        <TextField
          label={say('diagram.add.name')}
          value={title}
          data-autofocus
          autoFocus
          onChange={(e) => setTitle(e.target.value)}
        />
        {what === 'asset' ? (
          <TextField label={say('diagram.add.function')} value={job} onChange={(e) => setJob(e.target.value)} />
        ) : (
          <>
            <SelectField
              label={say('diagram.add.type')}
              choices={zoneTypes.map((t) => ({ value: t, label: say(`diagram.type.${t}`) }))}
              value={type}
              onChange={(e) => setType(e.target.value)}
            />
            <SelectField
              label={say('diagram.add.purdue')}
              choices={purdue.map((p) => ({ value: p, label: p === '' ? say('diagram.level.none') : p }))}
              value={level}
              onChange={(e) => setLevel(e.target.value)}
            />
          </>
        )}
        <div className="row">
          <Button look="primary" type="submit" disabled={title.trim() === ''}>
            {say('diagram.add.do')}
          </Button>
          <Button onClick={onClose}>{say('diagram.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
