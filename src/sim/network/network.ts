import type { Namespace, Pod } from '../api/types.js'
import { hasPower, type Conditions } from '../conditions.js'
import type { StoreReader } from '../store/store.js'

/** What the network is asked over: the objects, the faults that hold, and what containers listen to. */
export interface Network {
  readonly store: StoreReader
  readonly conditions: Conditions
  /** Why nothing answers on that port of a running pod; undefined: something does. */
  readonly silence: (pod: Pod, port: number, protocol: string) => string | undefined
}

/** Whether the node passes packets: it has power, and its object may be anything. */
export const isNodeUp = ({ conditions }: Network, node: string): boolean => hasPower(conditions, node)

export const isDnsDown = ({ conditions }: Network): boolean => conditions.some(({ fault }) => fault === 'dns-down')

export const namespaceLabels = ({ store }: Network, name: string): Readonly<Record<string, string>> => store.get<Namespace>('Namespace', name)?.metadata.labels ?? {}

/** `pod/web-0`; `other:pod/web-0` outside the namespace that the reader thinks of. */
export const podText = ({ metadata }: Pod, home: string): string => (metadata.namespace === home ? `pod/${metadata.name}` : `${metadata.namespace}:pod/${metadata.name}`)
