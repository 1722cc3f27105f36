/** The grid of a kind of items: /projects/{project}/{screen}?kind={kind}. */
import { useQuery } from '@tanstack/react-query'
import { schemaQuery } from '../../api/queries'
import { Later } from '../../ui/Later'
import { useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { KindGrid } from './KindGrid'
import { kindOfAddress, screenKinds } from './screens'

/** Reads from the address which kind is meant. */
export function GridScreen() {
  const [address] = useProjectAddress()
  const { data: schema, error, refetch } = useQuery(schemaQuery())
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!schema) return <Later>{null}</Later>
  const own = screenKinds(address.screen)
  const wanted = kindOfAddress(address) ?? own[0]
  const kind = schema.kinds.find((k) => k.kind === wanted || k.plural === wanted) ?? schema.kinds.find((k) => k.kind === own[0])
  return kind ? <KindGrid key={kind.kind} schema={schema} kind={kind} /> : null
}
