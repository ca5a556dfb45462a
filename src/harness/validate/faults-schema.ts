// table file
import type { JsonSchema } from '../../assertions/schema-parts.js'
import { choosing, duration, either, flag, listOf, mapping, pattern, text, whole, word } from '../../assertions/schema-parts.js'

/** What one fault takes: the contract in JSON Schema, from which validation, completion and reference come. */
export interface FaultSchema {
  readonly summary: string
  readonly schema: JsonSchema
  /** Known to the format, but not there yet: using it is an error. */
  readonly planned?: true
}

const any = whole(1, 'So many of those that match, drawn from the seed.')

const names = listOf(text(), 'Several by name.')
const nodeName = either(text('The node; a glob means all that match.'), names)
const nodeKeys: Readonly<Record<string, JsonSchema>> = {
  name: nodeName,
  node: nodeName,
  select: choosing['select']!,
  of: text('The node that runs this pod, such as `pod/web-0`.'),
  any,
}
const podKeys: Readonly<Record<string, JsonSchema>> = {
  ...choosing,
  name: either(text('The pod; a glob means all that match.'), names),
  pod: either(text('A pod by name, `pod/NAME` or selector.'), names, mapping({ ...choosing, any })),
  any,
}

/** A node by name, glob or selector, or a list of names, or `{ of: pod/web-0 }`, or `{ any: 1 }`. */
const nodeVictim = either(text(), names, mapping(nodeKeys, { minProperties: 1 }))
/** A pod by name, reference or selector, or a list of names, or `{ select, name, owner, node, any }`. */
const podVictim = either(text(), names, mapping(podKeys, { minProperties: 1 }))
const nodeWith = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => mapping({ ...nodeKeys, ...properties }, { required })
const podWith = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => either(text(), names, mapping({ ...podKeys, ...properties }, { minProperties: 1 }))
/** A fault of the whole cluster has no victim: `true`, nothing, or its parameters. */
const wholeCluster = (properties: Readonly<Record<string, JsonSchema>> = {}): JsonSchema => either({ type: 'boolean' }, { type: 'null' }, mapping(properties))

/** `{ node: worker-1, memory }` is `memory: null` in YAML. */
const share: JsonSchema = either(flag(), { type: 'null' })

export const faultSchemas: Readonly<Record<string, FaultSchema>> = {
  'node-failure': { summary: 'The node loses its power: kubelet, containers and network are gone. Healed, it boots and finds its old containers exited.', schema: nodeVictim },
  'node-partition': { summary: 'The node cannot reach the API server; its containers run on.', schema: nodeVictim },
  'zone-failure': { summary: 'Every node of a zone fails.', schema: either(text('Value of topology.kubernetes.io/zone.'), mapping({ zone: text(), name: text(), of: nodeKeys['of']!, any }, { minProperties: 1 })) },
  'node-reboot': { summary: 'The node loses its power and boots at once.', schema: nodeVictim },
  'node-delete': { summary: 'The node fails, and its Node object is deleted.', schema: nodeVictim },
  'node-drain': { summary: 'Somebody drains the node; healed, it is uncordoned.', schema: nodeVictim },
  'node-pressure': { summary: 'The node runs short of a resource.', schema: nodeWith({ memory: share, disk: share, pid: share }) },
  'pod-kill': { summary: 'Every container of the pod is killed.', schema: podVictim },
  'container-crash': { summary: 'A container of the pod ends.', schema: podWith({ container: pattern('Default: each of them.'), exit: { ...whole(0, 'Exit code; default 1.'), maximum: 255 } }) },
  'container-oom': { summary: 'A container of the pod is killed for want of memory.', schema: podWith({ container: pattern('Default: each of them.') }) },
  'probe-failure': {
    summary: 'A probe fails while the fault lasts.',
    schema: either(text('A pod by name or selector.'), mapping({
      select: choosing['select']!, name: text(), pod: text(), namespace: text(), container: text(), probe: word(['readiness', 'liveness', 'startup'], 'Default: all of them.'),
    }, { minProperties: 1 })),
  },
  'image-pull-failure': {
    summary: 'Pulls of an image fail while the fault lasts.',
    schema: either(pattern(), mapping({ image: pattern('The image, or a glob.'), message: text('What the registry answers.') }, { required: ['image'] })),
  },
  'registry-down': { summary: 'No image can be pulled.', schema: either(text(), wholeCluster({ registry: pattern('The registry, such as quay.io; default: all.') })) },
  'slow-start': { summary: 'Containers of an image take longer to start.', schema: mapping({ image: pattern('The image, or a glob; default: all.'), factor: { type: 'number', minimum: 0, description: 'Times as long.' }, by: duration('So much longer.') }, { minProperties: 1 }) },
  'api-down': { summary: 'The API server answers nothing.', schema: wholeCluster() },
  'scheduler-down': { summary: 'The scheduler stands still.', schema: wholeCluster() },
  'controller-down': { summary: 'A controller stands still.', schema: either(text(), mapping({ name: text('Such as `deployment`; a glob, or kube-controller-manager for all.') }, { required: ['name'] })) },
  'api-latency': { summary: 'Requests to the API server take longer.', schema: either({ type: 'string', format: 'go-duration' }, mapping({ delay: duration('So much longer each.') }, { required: ['delay'] })) },
  'metrics-down': { summary: 'The metrics APIs answer nothing.', schema: wholeCluster() },
  'dns-down': { summary: 'No name can be resolved.', schema: wholeCluster() },
  'volume-attach-failure': { summary: 'Volumes of claims cannot be attached.', schema: either(text('A claim, by name or `pvc/NAME`.'), wholeCluster({ claim: text('Default: all.'), node: pattern('Default: everywhere.'), message: text('What the driver says.') })) },
  'clock-skew': { summary: 'The clock of a node is wrong.', schema: nodeWith({ by: { type: 'string', description: 'Ahead; with a minus: behind.', examples: ['5m', '-30s'] } }, ['by']) },
}

export const faultNames: readonly string[] = Object.keys(faultSchemas)
