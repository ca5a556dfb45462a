import { suggest } from '../../sim/api/decode/suggest.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import type { KindId } from '../../sim/api/types.js'
import { nameOfKey, type ClusterView } from '../../sim/view.js'
import { historyOf } from '../history.js'
import { refText, type Selection } from '../references.js'
import type { ObjectRef } from '../verdict.js'
import { reason, type Reason } from './reason.js'
import { nearestLabels } from './why-service.js'

const namesTold = 5

function shown(names: readonly string[]): string {
  if (names.length === 0) return 'there is no object of its kind'
  const rest = names.length > namesTold ? `, and ${names.length - namesTold} more` : ''
  return `there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, namesTold).join(', ')}${rest}`
}

const namesOf = (view: ClusterView, kind: KindId): readonly string[] => [...view.store.list(kind)].map(({ metadata }) => metadata.name)

/** Why a named object is not there: it was deleted, or it is called otherwise. */
export function whyMissing(view: ClusterView, ref: ObjectRef): Reason {
  const last = historyOf(view, ref.kind, ref.key).at(-1)
  if (last !== undefined) return reason(`${refText(ref)} was deleted by ${last.by}`, last)
  const names = namesOf(view, ref.kind)
  const near = suggest(nameOfKey(ref.key), names)
  return reason(`there was never a ${refText(ref)}; ${near === undefined ? shown(names) : `did you mean \`${near}\`?`}`)
}

/** Why a reference selects nothing. */
export function whyNothing(view: ClusterView, { kind, namespace, labels, text }: Selection): Reason {
  if (kind !== Kind.Pod || Object.keys(labels).length === 0) return reason(shown(namesOf(view, kind)))
  return reason(`no pod of namespace ${namespace} is selected by ${text.replace(/^pods? /, '')}${nearestLabels(view, namespace, labels)}`)
}
