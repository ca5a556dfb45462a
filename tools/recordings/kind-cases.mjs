// What a real API server says of kinds that nothing is simulated of, of lists that are null, and of objects that are only posted:
// [name, objects before, commands]. Recorded by record.mjs into fixtures/golden/api/kinds.jsonl.
const meta = (name, rest = {}) => ({ name, ...rest })
const create = (object) => [['create', '-f', '-'], object]
const dry = (object) => [['create', '--dry-run=server', '-f', '-'], object]
const shown = (object) => [['create', '--dry-run=server', '-o', 'json', '-f', '-'], object]
const replace = (object) => [['replace', '-f', '-'], object]
const apply = (object, ...flags) => [['apply', ...flags, '-f', '-'], object]
const get = (...words) => [['get', ...words, '-o', 'json']]
const refused = (name, object) => [name, [], [create(object)]]

const claim = (storage, spec = {}) => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta('it'), spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage } }, ...spec },
})
const pod = (name, spec = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata: meta(name), spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'busybox:1' }], ...spec } })
const binding = (name, target, metadata = {}) => ({ apiVersion: 'v1', kind: 'Binding', metadata: meta(name, metadata), target })
const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: meta('it') }

const slice = (rest) => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: meta('it'), addressType: 'IPv4', ...rest })
const range = (spec) => ({ apiVersion: 'v1', kind: 'LimitRange', metadata: meta('it'), spec })

const flow = (spec, name = 'it') => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'FlowSchema', metadata: meta(name),
  spec: { priorityLevelConfiguration: { name: 'global-default' }, matchingPrecedence: 500, ...spec },
})
const group = { kind: 'Group', group: { name: 'g' } }
const resources = (rest = {}) => ({ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'], ...rest })
const rule = (rest) => flow({ rules: [{ subjects: [group], resourceRules: [resources()], ...rest }] })
const level = (spec, name = 'it') => ({ apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'PriorityLevelConfiguration', metadata: meta(name), spec })
const limited = (rest = {}) => level({ type: 'Limited', limited: { limitResponse: { type: 'Reject' }, ...rest } })
const queued = (queuing) => limited({ limitResponse: { type: 'Queue', queuing } })

const service = (name, spec) => ({ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: meta(name), spec: { groupPriorityMinimum: 100, versionPriority: 10, ...spec } })
const remote = { group: 'kinds.example.com', version: 'v1', service: { name: 's', namespace: 'n' }, insecureSkipTLSVerify: true }

const csr = (spec) => ({ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: meta('it'), spec: { request: 'eA==', signerName: 'example.com/a', usages: ['client auth'], ...spec } })

const deviceClaim = (devices, rest = {}) => ({ apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', metadata: meta('it'), spec: { devices }, ...rest })
const exactly = (rest = {}) => ({ name: 'a', exactly: { deviceClassName: 'gpu', ...rest } })
const requests = (...list) => deviceClaim({ requests: list })
const template = (devices) => ({ apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate', metadata: meta('it'), spec: { spec: { devices } } })
const deviceClass = (spec, name = 'it') => ({ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: meta(name), spec })
const cel = (expression) => ({ cel: { expression } })
const opaque = (driver, parameters = { a: 1 }) => ({ opaque: { driver, parameters } })

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta('it', { labels: { kinds: '$NS' } }), spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'busybox:1' }] } } } }
/** A policy that changes the scale of Deployments in one namespace, and its binding. */
const scaling = (mutation, rest = {}, resources = ['deployments/scale']) => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicy', metadata: meta('scale.$NS.example.com'),
    spec: {
      matchConstraints: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': '$NS' } }, resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources }] },
      failurePolicy: 'Fail', reinvocationPolicy: 'Never', mutations: [mutation], ...rest,
    },
  },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicyBinding', metadata: meta('scale.$NS.example.com'), spec: { policyName: 'scale.$NS.example.com' } },
]
const configuration = (expression) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } })
const jsonPatch = (expression) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })
const scale = (replicas) => [['scale', 'deployment', 'it', `--replicas=${replicas}`]]
const replicas = [['get', 'deployment', 'it', '-o', 'jsonpath={.spec.replicas}']]
const patchScale = (body) => [['patch', 'deployment', 'it', '--subresource=scale', '--type=merge', '-p', JSON.stringify(body)]]

export const cases = [
  ['scale: by a configuration', [deployment, ...scaling(configuration('Object{spec: Object.spec{replicas: 3}}'))], [scale(7), replicas, patchScale({ spec: { replicas: 9 } }), replicas]],
  ['scale: by a patch', [deployment, ...scaling(jsonPatch('[JSONPatch{op: "replace", path: "/spec/replicas", value: object.spec.replicas + 1}]'))], [scale(4), replicas, scale(5), replicas]],
  ['scale: by conditions of its own', [deployment, ...scaling(configuration('Object{spec: Object.spec{replicas: oldObject.spec.replicas}}'), { matchConditions: [{ name: 'large', expression: 'object.spec.replicas > 5' }] })], [scale(5), replicas, scale(6), replicas]],
  ['scale: not by a policy of the whole', [deployment, ...scaling(configuration('Object{spec: Object.spec{replicas: 3}}'), {}, ['deployments'])], [scale(7), replicas]],
  ['scale: by all of its parts', [deployment, ...scaling(jsonPatch('[JSONPatch{op: "replace", path: "/spec/replicas", value: 2}]'), {}, ['deployments/*'])], [scale(7), replicas]],
  ['scale: to less than nothing', [deployment, ...scaling(jsonPatch('[JSONPatch{op: "replace", path: "/spec/replicas", value: -1}]'))], [scale(7), replicas]],
  ['scale: of what it has not', [deployment, ...scaling(configuration('Object{spec: Object.spec{paused: true}}'))], [scale(7), replicas]],
  ['scale: by a patch of what it has not', [deployment, ...scaling(jsonPatch('[JSONPatch{op: "add", path: "/spec/paused", value: true}]'))], [scale(7), replicas]],
  ['scale: its labels', [deployment, ...scaling(jsonPatch('[JSONPatch{op: "add", path: "/metadata/labels", value: {"a": "b"}}]'))], [scale(7), replicas]],
  ['scale: by an error', [deployment, ...scaling(configuration('Object{spec: Object.spec{replicas: object.spec.replicas / 0}}'))], [scale(7), replicas]],
  ['claim: the same size in other words', [claim('1024')], [replace(claim('1024')), replace(claim('1Ki')), replace(claim('1025')), replace(claim('2Ki')), replace(claim('1k')), get('pvc', 'it')]],
  ['claim: other modes', [claim('1Gi')], [replace(claim('1Gi', { accessModes: ['ReadOnlyMany'] })), replace(claim('1024Mi', { volumeName: 'v' })), replace(claim('1024Mi', { volumeName: 'w' }))]],
  ['claim: limits in other words', [claim('1Gi', { resources: { requests: { storage: '1Gi' }, limits: { storage: '2Gi' } } })],
    [replace(claim('1Gi', { resources: { requests: { storage: '1024Mi' }, limits: { storage: '2048Mi' } } })), replace(claim('1Gi', { resources: { requests: { storage: '1024Mi' }, limits: { storage: '3Gi' } } }))]],

  ['binding: of a pod', [pod('it')], [create(binding('it', { kind: 'Node', name: 'n1' }, { labels: { a: 'b' }, annotations: { c: 'd' } })), create(binding('it', { name: 'n1' })), get('pod', 'it')]],
  ['binding: applied', [pod('it')], [apply(binding('it', { kind: 'Node', name: 'n1' })), apply(binding('it', { kind: 'Node', name: 'n1' })), apply(binding('it', { kind: 'Node', name: 'n1' }), '--server-side'), replace(binding('it', { kind: 'Node', name: 'n1' }))]],
  ['binding: of what is not there', [], [create(binding('it', { kind: 'Node', name: 'n1' }))]],
  ['binding: of a gated pod', [pod('it', { schedulingGates: [{ name: 'x.io/g' }] })], [create(binding('it', { kind: 'Node', name: 'n1' }))]],
  ['binding: to nothing', [pod('it')], [create(binding('it', { kind: 'Node' })), create(binding('it', { kind: 'Pod', name: 'a' })), create(binding('it', { kind: 'Pod', name: '' }))]],
  ['binding: by a dry run', [pod('it')], [dry(binding('it', { name: 'n1' })), create(binding('it', { name: 'n1' }))]],
  ['eviction: no object', [pod('it')], [create(eviction), apply(eviction), replace(eviction), apply(eviction, '--server-side')]],

  ['lists: of slices', [], [shown(slice({})), shown(slice({ endpoints: null, ports: null })), shown(slice({ endpoints: [], ports: [] })), shown(slice({ endpoints: [{ addresses: ['10.1.2.3'] }] })), shown(slice({ endpoints: [{ addresses: null }] }))]],
  ['lists: of limits', [], [shown(range({})), shown(range({ limits: null })), shown(range({ limits: [] })), shown(range({ limits: [{ type: 'Container', max: null }] })), shown(range({ limits: [null] }))]],
  ['lists: of roles', [], [shown({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: meta('it'), rules: [] }), shown({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: meta('it') })]],
  ['lists: of drivers', [], [shown({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: meta('it'), spec: { drivers: [] } }), shown({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: meta('it'), spec: { drivers: [{ name: 'a.b', nodeID: 'x' }] } })]],

  ['flow: complete', [], [shown(rule({ nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/a/*'] }] })), shown(flow({ matchingPrecedence: 0 })), shown(rule({ resourceRules: [resources({ namespaces: [], clusterScope: true })] }))]],
  refused('flow: precedence below', flow({ matchingPrecedence: -1 })),
  refused('flow: precedence above', flow({ matchingPrecedence: 10001 })),
  refused('flow: the first precedence', flow({ matchingPrecedence: 1 })),
  refused('flow: distinguisher', flow({ distinguisherMethod: { type: 'ByName' } })),
  refused('flow: no level', flow({ priorityLevelConfiguration: { name: '' } })),
  refused('flow: a level of no name', flow({ priorityLevelConfiguration: { name: 'A_B' } })),
  refused('flow: no subjects', flow({ rules: [{ subjects: [], resourceRules: [resources()] }] })),
  refused('flow: nothing ruled', flow({ rules: [{ subjects: [group] }] })),
  refused('flow: subject of no kind', flow({ rules: [{ subjects: [{ kind: 'Robot' }], resourceRules: [resources()] }] })),
  refused('flow: subjects of two kinds', flow({ rules: [{ subjects: [{ kind: 'User', user: { name: 'u' }, group: { name: 'g' }, serviceAccount: { name: 's', namespace: 'n' } }], resourceRules: [resources()] }] })),
  refused('flow: subjects without themselves', flow({ rules: [{ subjects: [{ kind: 'User' }, { kind: 'Group' }, { kind: 'ServiceAccount' }], resourceRules: [resources()] }] })),
  refused('flow: subjects without names', flow({ rules: [{ subjects: [{ kind: 'User', user: { name: '' } }, { kind: 'Group', group: { name: '' } }, { kind: 'ServiceAccount', serviceAccount: { name: '', namespace: '' } }], resourceRules: [resources()] }] })),
  refused('flow: accounts of wrong names', flow({ rules: [{ subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: 'A', namespace: 'B' } }, { kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'b' } }], resourceRules: [resources()] }] })),
  refused('flow: verbs', rule({ resourceRules: [resources({ verbs: [] }), resources({ verbs: ['*', 'get'] }), resources({ verbs: ['look'] })] })),
  refused('flow: groups, resources, namespaces', rule({ resourceRules: [resources({ apiGroups: [], resources: [], namespaces: [] }), resources({ apiGroups: ['*', 'a'], resources: ['*', 'a'], namespaces: ['*', 'a'] }), resources({ namespaces: ['A'] })] })),
  refused('flow: paths', rule({ nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['', '/', 'a', '/a b', '/a//b', '/a/*/b', '/a*', '/*/*'] }, { verbs: [], nonResourceURLs: [] }, { verbs: ['*', 'get'], nonResourceURLs: ['*', '/a'] }, { verbs: ['see'], nonResourceURLs: ['*'] }] })),
  ['flow: updates', [flow({})], [replace(flow({ matchingPrecedence: 20000 })), replace(flow({ matchingPrecedence: 600 }))]],

  ['level: complete', [], [shown(limited()), shown(queued({})), shown(queued({ queues: 10, handSize: 3, queueLengthLimit: 5 }))]],
  refused('level: exempt', level({ type: 'Exempt' })),
  refused('level: no type', level({ type: 'Some' })),
  refused('level: limited by nothing', level({ type: 'Limited' })),
  refused('level: both', level({ type: 'Limited', exempt: {}, limited: { limitResponse: { type: 'Reject' } } })),
  refused('level: negative shares', limited({ nominalConcurrencyShares: -1, lendablePercent: 101, borrowingLimitPercent: -1 })),
  refused('level: response', limited({ limitResponse: { type: 'Wait' } })),
  refused('level: rejecting with queues', limited({ limitResponse: { type: 'Reject', queuing: {} } })),
  refused('level: queueing without queues', limited({ limitResponse: { type: 'Queue' } })),
  refused('level: queues', queued({ queues: -1, handSize: -1, queueLengthLimit: -1 })),
  refused('level: too many queues', queued({ queues: 10000001, handSize: 1, queueLengthLimit: 1 })),
  refused('level: a hand larger than the deck', queued({ queues: 5, handSize: 6, queueLengthLimit: 1 })),
  refused('level: a hand of too many bits', queued({ queues: 1000, handSize: 8, queueLengthLimit: 1 })),
  ['level: updates', [limited()], [replace(limited({ nominalConcurrencyShares: -2 })), replace(limited({ nominalConcurrencyShares: 3 }))]],

  ['service: complete', [], [shown(service('v1.kinds.example.com', remote))]],
  refused('service: another name', service('v2.kinds.example.com', remote)),
  refused('service: a path', service('a/b', remote)),
  refused('service: group and version', service('V1.', { ...remote, group: '', version: 'V1' })),
  refused('service: group', service('v1.A_b', { ...remote, group: 'A_b' })),
  refused('service: priorities', service('v1.kinds.example.com', { ...remote, groupPriorityMinimum: 0, versionPriority: 1001 })),
  refused('service: more priorities', service('v1.kinds.example.com', { ...remote, groupPriorityMinimum: 20001, versionPriority: 0 })),
  refused('service: local and insecure', service('v1.kinds.example.com', { group: 'kinds.example.com', version: 'v1', insecureSkipTLSVerify: true, caBundle: 'YQ==' })),
  refused('service: of no service', service('v1.kinds.example.com', { ...remote, service: { port: 70000 }, caBundle: 'YQ==' })),

  refused('request: no certificate', csr({})),
  refused('request: usages', csr({ usages: [] })),
  refused('request: unknown usages', csr({ usages: ['client auth', 'seeing', 'client auth'] })),
  refused('request: signer', csr({ signerName: 'example' })),
  refused('request: signers of other words', csr({ signerName: 'example.com/A_b/c' })),
  refused('request: an old signer', csr({ signerName: 'kubernetes.io/legacy-unknown' })),
  refused('request: expiry', csr({ expirationSeconds: 599 })),

  ['devices: complete', [], [shown(requests(exactly())), shown(requests(exactly({ allocationMode: 'All' }))), shown(requests({ name: 'a', firstAvailable: [{ name: 'b', deviceClassName: 'gpu' }] })), shown(requests(exactly({ tolerations: [{ key: 'k', effect: 'NoSchedule' }] })))]],
  refused('devices: names', requests(exactly(), exactly(), { name: 'A', exactly: { deviceClassName: 'B_' } }, { name: '', exactly: { deviceClassName: '' } })),
  refused('devices: neither or both', requests({ name: 'a' }, { name: 'b', exactly: { deviceClassName: 'c' }, firstAvailable: [{ name: 'd', deviceClassName: 'e' }] })),
  refused('devices: counts', requests(exactly({ count: -1 }), { name: 'b', exactly: { deviceClassName: 'c', allocationMode: 'All', count: 2 } }, { name: 'd', exactly: { deviceClassName: 'c', allocationMode: 'Some' } })),
  refused('devices: selectors', requests(exactly({ selectors: [{}] }))),
  refused('devices: alternatives', requests({ name: 'a', firstAvailable: [{ name: 'b', deviceClassName: 'c' }, { name: 'b', deviceClassName: '' }, { name: 'B', deviceClassName: 'c', count: -1 }] })),
  refused('devices: constraints', deviceClaim({ requests: [exactly()], constraints: [{ requests: ['b', 'a', 'a', 'a/b/c', 'B'], matchAttribute: 'x.io/a' }, { requests: ['a'] }, { matchAttribute: 'a' }] })),
  refused('devices: configuration', deviceClaim({ requests: [exactly()], config: [{ requests: ['z'], ...opaque('x.io') }, {}, opaque('A_b'), { opaque: { driver: '', parameters: {} } }, { opaque: { driver: 'x.io', parameters: null } }] })),
  refused('devices: many', requests(...Array.from({ length: 33 }, (_, i) => ({ name: `r${i}`, exactly: { deviceClassName: 'c' } })))),
  refused('devices: tolerations', requests(exactly({ tolerations: [{ key: 'k', operator: 'Like' }, { operator: 'Equal', value: 'v' }, { key: 'k', operator: 'Exists', value: 'v' }, { key: 'k', effect: 'Never' }, { key: 'a_/b c' }] }))),
  ['devices: updates', [requests(exactly())], [replace(requests(exactly())), replace(requests(exactly({ count: 2 })))]],
  refused('devices: template', template({ requests: [{ name: 'A', exactly: { deviceClassName: '' } }] })),
  ['devices: updates of a template', [template({ requests: [exactly()] })], [replace(template({ requests: [exactly({ count: 2 })] }))]],
  ['class: complete', [], [shown(deviceClass({ selectors: [cel('device.driver == "x.io"')], config: [opaque('x.io')] })), shown(deviceClass({}))]],
  refused('class: selectors', deviceClass({ selectors: [{}] })),
  refused('class: configuration', deviceClass({ config: [{}, opaque('A_b')] })),
  refused('class: extended resource', deviceClass({ extendedResourceName: 'gpu' })),
  refused('class: name', deviceClass({}, 'A_b')),
  ['class: updates', [deviceClass({}, 'kinds-it')], [replace(deviceClass({ selectors: [{}] }, 'kinds-it')), replace(deviceClass({ config: [opaque('x.io')] }, 'kinds-it'))]],
]
