import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ItemSeen } from '../../api/documents'
import { editFields } from '../../api/editing'
import { useProject } from '../../api/project'
import { schemaQuery } from '../../api/queries'
import type { Property } from '../../domain/field'
import type { Value } from '../../domain/op'
import { useT } from '../../ui/language'
import { FieldLine, type Since } from './FieldLine'
import css from './ItemPanel.module.css'

const titleOf = (help: string): Property => ({
  name: 'title',
  type: 'text',
  significant: true,
  recorded: false,
  custom: false,
  help,
})

/** The item as it was when an editor was opened. */
function seenThen(item: ItemSeen, name: string, since: Since): ItemSeen {
  if (name === 'title') return typeof since.value === 'string' ? { ...item, title: since.value } : item
  const properties = { ...item.properties }
  if (since.value === null) delete properties[name]
  else properties[name] = since.value
  return { ...item, properties }
}

/** The fields of an item by its schema; a click on a value edits it. */
export function Fields({ item, editable }: { item: ItemSeen; editable: boolean }) {
  const t = useT()
  const { project, head } = useProject()
  const { data } = useQuery(schemaQuery())
  const properties = useMemo<Property[]>(() => {
    const kind = data?.kinds.find((k) => k.kind === item.kind)
    return [titleOf(t('item.titleHelp')), ...(kind?.properties ?? [])]
  }, [data, item.kind, t])
  const save = (name: string, value: Value | undefined, since?: Since) =>
    // What others wrote while the editor was open has to clash with what is saved.
    editFields(project.key, since?.commit ?? head.commit, since ? seenThen(item, name, since) : item, { [name]: value })
  return (
    <dl className={css.fields}>
      {properties.map((p) => (
        <FieldLine
          key={p.name}
          itemKey={item.key}
          kind={item.kind}
          property={p}
          value={p.name === 'title' ? item.title : item.properties[p.name]}
          name={`${project.key}.${item.key}.${p.name}`}
          editable={editable && !p.recorded}
          onSave={(value, since) => save(p.name, value, since)}
        />
      ))}
    </dl>
  )
}
