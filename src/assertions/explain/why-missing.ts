import { suggest } from '../../sim/api/decode/suggest.js'
import { nameOfKey, type ClusterView } from '../../sim/view.js'
import { historyOf } from '../history.js'
import { refText, type Selection } from '../references.js'
import type { ObjectRef } from '../verdict.js'
import { reason, type Reason } from './reason.js'
import { nearestLabels } from './why-service.js'

const namesTold = 5

/** Why a named object is not there: it was deleted, or it is called otherwise. */
export function whyMissing(view: ClusterView, ref: ObjectRef): Reason {
  const last = historyOf(view, ref.kind, ref.key).at(-1)
  if (last !== undefined) return reason(`${refText(ref)} was deleted by ${last.by}`, last)
  const names = [...view.store.list(ref.kind)].map(({ metadata }) => metadata.name)
  const near = suggest(nameOfKey(ref.key), names)
  if (near !== undefined) return reason(`there was never a ${refText(ref)}; did you mean \`${near}\`?`)
  const shown = names.slice(0, namesTold).join(', ')
  return reason(`there was never a ${refText(ref)}; ${names.length === 0 ? 'there is no object of its kind' : `there ${names.length === 1 ? 'is' : 'are'} ${shown}${names.length > namesTold ? `, and ${names.length - namesTold} more` : ''}`}`)
}

/** Why a reference selects nothing. */
export function whyNothing(view: ClusterView, selection: Selection): Reason {
  if (selection.kind === 'Pod' && Object.keys(selection.labels).length > 0) return { hints: [`no pod of namespace ${selection.namespace} is selected by ${selection.text.replace(/^pods? /, '')}${nearestLabels(view, selection.namespace, selection.labels)}`], revisions: [] }
  const names = [...view.store.list(selection.kind)].map(({ metadata }) => metadata.name)
  return { hints: [names.length === 0 ? 'there is no object of this kind' : `there are ${names.slice(0, namesTold).join(', ')}${names.length > namesTold ? ', …' : ''}`], revisions: [] }
}
