import { defaultsFor } from '../defaults/apply.js'
import type { Event, ObjectReference } from '../types.js'
import { age } from './age.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

const first = (event: Event): string | null | undefined => event.firstTimestamp || event.eventTime
const last = (event: Event): string | null | undefined => event.series?.lastObservedTime ?? (event.lastTimestamp || first(event))

function target({ involvedObject }: Event): string {
  const kind = involvedObject.kind.toLowerCase()
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind
}

/** `kubelet, node-1` */
function source(event: Event): string {
  const component = event.source?.component || event.reportingComponent || ''
  const instance = event.source?.host || event.reportingInstance || ''
  return instance === '' ? component : `${component}, ${instance}`
}

const involved = (name: keyof ObjectReference) => (event: Event): string => event.involvedObject[name] ?? ''

export const event: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Event', plural: 'events', shortNames: ['ev'], namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'Event'),
  fieldSelectors: {
    'involvedObject.kind': involved('kind'),
    'involvedObject.namespace': involved('namespace'),
    'involvedObject.name': involved('name'),
    'involvedObject.uid': involved('uid'),
    'involvedObject.apiVersion': involved('apiVersion'),
    'involvedObject.resourceVersion': involved('resourceVersion'),
    'involvedObject.fieldPath': involved('fieldPath'),
    reason: (object: Event) => object.reason,
    reportingComponent: (object: Event) => object.reportingComponent ?? '',
    source: (object: Event) => object.source?.component || object.reportingComponent || '',
    type: (object: Event) => object.type ?? '',
  },
  columns: [
    { name: 'LAST SEEN', cell: (object: Event, now: number) => age(last(object), now) },
    { name: 'TYPE', cell: (object: Event) => object.type ?? '' },
    { name: 'REASON', cell: (object: Event) => object.reason },
    { name: 'OBJECT', cell: target },
    { name: 'SUBOBJECT', priority: 1, cell: involved('fieldPath') },
    { name: 'SOURCE', priority: 1, cell: source },
    { name: 'MESSAGE', cell: (object: Event) => (object.message ?? '').trim() },
    { name: 'FIRST SEEN', priority: 1, cell: (object: Event, now: number) => age(first(object), now) },
    { name: 'COUNT', priority: 1, cell: (object: Event) => String(object.series?.count ?? (object.count || 1)) },
    { name: 'NAME', priority: 1, cell: (object: Event) => object.metadata.name },
  ],
})
