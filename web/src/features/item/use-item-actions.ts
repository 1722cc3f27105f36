import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ItemSeen } from '../../api/documents'
import { edit, outbox, takeBackEdit } from '../../api/editing'
import { useProject } from '../../api/project'
import { schemaQuery } from '../../api/queries'
import { copyRef, duplicateOps } from '../../domain/duplicate'
import { useCommands, type Command } from '../../ui/commands'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { say } from '../../ui/toast'

/** What can be done with an item as a whole; in the palette too. */
export function useItemActions(item: ItemSeen | undefined, may: boolean) {
  const t = useT()
  const { project, head } = useProject()
  const [address, change] = useProjectAddress()
  const { data: schema } = useQuery(schemaQuery())
  // The answer comes later, when another item may be in the panel.
  const now = useRef({ shown: address.item, change })
  useEffect(() => {
    now.current = { shown: address.item, change }
  }, [address.item, change])

  const takeBack = useCallback(
    (id: string) => ({ label: t('command.undo'), run: () => void takeBackEdit(project.key, id) }),
    [t, project.key],
  )
  const retire = useCallback(() => {
    if (!item) return
    const sent = edit(project.key, head.commit, [{ op: 'retire', key: item.key }], [item], 'retire')
    say(t('item.wasRetired', { key: item.key, title: item.title }), takeBack(sent.id))
  }, [item, project.key, head.commit, t, takeBack])
  const revive = useCallback(() => {
    if (item) edit(project.key, head.commit, [{ op: 'revive', key: item.key }], [item], 'revive')
  }, [item, project.key, head.commit])
  const duplicate = useCallback(() => {
    if (!item) return
    const properties = schema?.kinds.find((k) => k.kind === item.kind)?.properties ?? []
    const sent = edit(
      project.key,
      head.commit,
      duplicateOps(item, properties, t('item.copyOf', { title: item.title })),
      [],
      'duplicate',
    )
    void outbox.recorded(sent.id).then((done) => {
      const made = done?.given?.find((g) => g.ref === copyRef)?.key
      if (!made) return
      say(t('item.wasCopied', { key: item.key, made }), takeBack(sent.id))
      if (now.current.shown === item.key) now.current.change({ item: made, tab: 'fields' })
    })
  }, [item, schema, project.key, head.commit, t, takeBack])

  const commands = useMemo<Command[]>(() => {
    if (!item || !may) return []
    const group = t('keys.panel')
    return item.retired
      ? [{ id: 'item-revive', group, label: t('item.revive'), glyph: 'ui-undo', run: revive }]
      : [
          { id: 'item-duplicate', group, label: t('item.duplicate'), glyph: 'ui-copy', run: duplicate },
          { id: 'item-retire', group, label: t('item.retire'), glyph: 'ui-close', run: retire },
        ]
  }, [item, may, t, revive, duplicate, retire])
  useCommands(commands)
  return { retire, revive, duplicate }
}
