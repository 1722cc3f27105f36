import { useState, type FormEvent } from 'react'
import type { DiagramActions } from '../../diagram/actions'
import type { Scene } from '../../diagram/model'
import { conduitsBetween, type NewChannel } from '../../diagram/steps'
import { useSay } from '../../diagram/words'
import { Button } from '../../ui/Button'
import { CheckField, SelectField, TextField } from '../../ui/Field'
import { Dialog } from '../../ui/Overlay'

const newOne = 'new'

/** Asks how two zones, or assets in them, are to be connected: by a new conduit or one that is there, with or without a channel. */
export function ConnectDialog({
  scene,
  from,
  to,
  actions,
  onClose,
}: {
  scene: Scene
  from: string
  to: string
  actions: DiagramActions
  onClose: () => void
}) {
  const say = useSay()
  const zoneOf = (key: string) => (scene.zones.has(key) ? key : (scene.assets.get(key)?.place ?? key))
  const [a, b] = [zoneOf(from), zoneOf(to)]
  const inside = a === b
  const title = (key: string) =>
    scene.zones.get(key)?.title ?? scene.assets.get(key)?.title ?? scene.conduits.get(key)?.title ?? key
  const there = inside ? [] : conduitsBetween(scene, a, b)
  const assets = scene.assets.has(from) || scene.assets.has(to)
  const [conduit, setConduit] = useState(there[0] ?? newOne)
  const [name, setName] = useState(say('diagram.connect.title', { a: title(a), b: title(b) }))
  const [withChannel, setWithChannel] = useState(assets || there.length > 0)
  const [channel, setChannel] = useState<NewChannel>({
    title: say('diagram.connect.title', { a: title(from), b: title(to) }),
    from: scene.assets.has(from) ? from : (scene.zones.get(a)?.assets[0] ?? null),
    to: scene.assets.has(to) ? to : (scene.zones.get(b)?.assets[0] ?? null),
    protocol: '',
    oneWay: false,
  })
  const change = (part: Partial<NewChannel>) => setChannel((c) => ({ ...c, ...part }))
  const choices = (zone: string) => [
    { value: '', label: say('diagram.connect.open') },
    ...(scene.zones.get(zone)?.assets ?? []).map((k) => ({ value: k, label: `${k} ${title(k)}` })),
  ]
  const ready = (conduit !== newOne || name.trim() !== '') && (withChannel ? channel.title.trim() !== '' : conduit === newOne)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    actions.connect([a, b], conduit === newOne ? { title: name.trim() } : { key: conduit }, withChannel ? channel : null)
    onClose()
  }
  return (
    <Dialog open title={say('diagram.connect.two', { a: title(a), b: title(b) })} onClose={onClose} width={480}>
      <form className="stack" onSubmit={submit}>
        {there.length > 0 && (
          <SelectField
            label={say('diagram.connect.conduit')}
            value={conduit}
            choices={[
              ...there.map((k) => ({ value: k, label: `${k} ${title(k)}` })),
              { value: newOne, label: say('diagram.connect.new') },
            ]}
            onChange={(e) => setConduit(e.target.value)}
          />
        )}
        {conduit === newOne && (
          <TextField
            label={say('diagram.connect.name')}
            value={name}
            data-autofocus
            autoFocus
            onFocus={(e) => e.currentTarget.select()}
            onChange={(e) => setName(e.target.value)}
          />
        )}
        <CheckField
          label={say('diagram.connect.channel')}
          checked={withChannel}
          disabled={conduit !== newOne}
          onChange={(e) => setWithChannel(e.target.checked)}
        />
        {withChannel && (
          <>
            <TextField
              label={say('diagram.channel.name')}
              value={channel.title}
              onChange={(e) => change({ title: e.target.value })}
            />
            <SelectField
              label={say('diagram.channel.from', { zone: title(a) })}
              choices={choices(a)}
              value={channel.from ?? ''}
              onChange={(e) => change({ from: e.target.value || null })}
            />
            <SelectField
              label={say('diagram.channel.to', { zone: title(b) })}
              choices={choices(b)}
              value={channel.to ?? ''}
              onChange={(e) => change({ to: e.target.value || null })}
            />
            <TextField
              label={say('diagram.channel.protocol')}
              value={channel.protocol}
              placeholder="OPC UA"
              onChange={(e) => change({ protocol: e.target.value })}
            />
            <CheckField
              label={say('diagram.channel.oneWay')}
              checked={channel.oneWay}
              onChange={(e) => change({ oneWay: e.target.checked })}
            />
          </>
        )}
        <div className="row">
          <Button look="primary" type="submit" disabled={!ready}>
            {say('diagram.connect.do')}
          </Button>
          <Button onClick={onClose}>{say('diagram.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
