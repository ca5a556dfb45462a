// ValidatingAdmissionPolicy and MutatingAdmissionPolicy on a real API server; see admission-cases.mjs.
const create = (input) => [['create', '-f', '-'], input]
const getJson = (...what) => [['get', ...what, '-o', 'json']]
const group = 'admissionregistration.k8s.io/v1'
const rules = (resources = 'configmaps', operations = 'CREATE, UPDATE', apiGroup = '""') => `resourceRules: [{apiGroups: [${apiGroup}], apiVersions: ["*"], operations: [${operations}], resources: [${resources}]}]`
const inCase = 'namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $NS}}'
const policy = (spec, { match = rules(), name = '$NS.example.com' } = {}) => `
apiVersion: ${group}
kind: ValidatingAdmissionPolicy
metadata: {name: ${name}}
spec:
  matchConstraints: {${inCase}, ${match}}
${spec.replaceAll(/^/gm, '  ')}`
const binding = (rest = 'validationActions: [Deny]', name = '$NS.example.com') => `
apiVersion: ${group}
kind: ValidatingAdmissionPolicyBinding
metadata: {name: ${name}-binding}
spec: {policyName: ${name}, ${rest}}`
const config = (name, dataText = '{a: b}', metadata = '') => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${metadata}}, data: ${dataText}}`
const deployment = (replicas, name = 'd') => `
{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {replicas: ${replicas}, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {schedulerName: nobody, containers: [{name: c, image: busybox}]}}}}`

const validating = [
  ['denied', [policy(`validations: [{expression: "object.data.a != 'b'"}]`), binding()], [create(config('c')), create(config('d', '{a: x}'))]],
  ['message', [policy(`validations: [{expression: "has(object.metadata.labels) && 'team' in object.metadata.labels", message: needs a team}]`), binding()], [create(config('c')), create(config('d', '{a: x}', ', labels: {team: x}'))]],
  ['message expression', [policy(`validations: [{expression: "object.data.a == 'x'", messageExpression: "'a of ' + object.metadata.name + ' is ' + object.data.a"}]`), binding()], [create(config('c'))]],
  ['message expression that fails', [policy(`validations: [{expression: "object.data.a == 'x'", message: plain, messageExpression: "'x' + object.data.z"}]`), binding()], [create(config('c'))]],
  ['reason', [policy(`validations: [{expression: "object.data.a == 'x'", reason: Forbidden}]`), binding()], [create(config('c'))]],
  ['reason RequestEntityTooLarge', [policy(`validations: [{expression: "object.data.a == 'x'", reason: RequestEntityTooLarge, message: no}]`), binding()], [create(config('c'))]],
  ['two validations', [policy(`validations: [{expression: "object.data.a == 'x'", message: first}, {expression: "object.data.a == 'y'", message: second}]`), binding()], [create(config('c'))]],
  ['warning', [policy(`validations: [{expression: "object.data.a == 'x'", message: should be x}]`), binding('validationActions: [Warn]')], [create(config('c'))]],
  ['warning and audit', [policy(`validations: [{expression: "object.data.a == 'x'"}]`), binding('validationActions: [Warn, Audit]')], [create(config('c'))]],
  ['variables', [policy(`variables: [{name: a, expression: "object.data.a"}, {name: long, expression: "size(variables.a) > 3"}]\nvalidations: [{expression: "!variables.long", messageExpression: "variables.a + ' is too long'"}]`), binding()],
    [create(config('c', '{a: abcdef}')), create(config('d', '{a: b}'))]],
  ['match conditions', [policy(`matchConditions: [{name: only-a, expression: "object.metadata.name.startsWith('a')"}]\nvalidations: [{expression: "false", message: never}]`), binding()], [create(config('abc')), create(config('c'))]],
  ['parameters', [config('limits', '{max: "3"}'), policy(`paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: "object.spec.replicas <= int(params.data.max)", messageExpression: "'at most ' + params.data.max"}]`, { match: rules('deployments', 'CREATE', 'apps') }),
    binding('validationActions: [Deny], paramRef: {name: limits, namespace: $NS, parameterNotFoundAction: Deny}')], [create(deployment(5)), create(deployment(2))]],
  ['parameters that are not there', [policy(`paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: "object.spec.replicas <= int(params.data.max)"}]`, { match: rules('deployments', 'CREATE', 'apps') }),
    binding('validationActions: [Deny], paramRef: {name: limits, namespace: $NS, parameterNotFoundAction: Deny}')], [create(deployment(5))]],
  ['parameters that may be missing', [policy(`paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: "params != null && object.spec.replicas <= int(params.data.max)", message: no parameters}]`, { match: rules('deployments', 'CREATE', 'apps') }),
    binding('validationActions: [Deny], paramRef: {name: limits, namespace: $NS, parameterNotFoundAction: Allow}')], [create(deployment(5))]],
  ['old object', [policy(`validations: [{expression: "oldObject == null || object.data.a == oldObject.data.a", message: a is immutable}]`), binding()], [create(config('c')), [['patch', 'configmap', 'c', '-p', '{"data":{"a":"z"}}']], [['patch', 'configmap', 'c', '-p', '{"data":{"b":"z"}}']]]],
  ['delete', [policy(`validations: [{expression: "oldObject.metadata.name != 'kept'", message: kept}]`, { match: rules('configmaps', 'DELETE') }), binding()], [create(config('kept')), create(config('c')), [['delete', 'configmap', 'kept']], [['delete', 'configmap', 'c']]]],
  ['request', [policy(`validations: [{expression: "request.operation == 'UPDATE' && request.name == 'c'", messageExpression: "request.operation + ' ' + request.kind.kind + ' ' + request.resource.resource + ' ' + request.namespace + ' ' + request.name + ' ' + request.userInfo.username + (request.dryRun ? ' dry' : '')"}]`), binding()], [create(config('c')), [['create', '--dry-run=server', '-f', '-'], config('c')]]],
  ['namespace', [`{apiVersion: v1, kind: Namespace, metadata: {name: $NS, labels: {env: prod}}}`, policy(`validations: [{expression: "namespaceObject.metadata.labels.env != 'prod'", message: not in production}]`), binding()], [create(config('c'))]],
  ['runtime error', [policy(`validations: [{expression: "object.data.z == 'x'"}]`), binding()], [create(config('c'))]],
  ['runtime error ignored', [policy(`failurePolicy: Ignore\nvalidations: [{expression: "object.data.z == 'x'"}]`), binding()], [create(config('c'))]],
  ['runtime error of a match condition', [policy(`matchConditions: [{name: z, expression: "object.data.z == 'x'"}]\nvalidations: [{expression: "false"}]`), binding()], [create(config('c'))]],
  ['kinds left out', [policy(`validations: [{expression: "false", message: no}]`, { match: `${rules('"*"')}, excludeResourceRules: [{apiGroups: [""], apiVersions: ["*"], operations: ["*"], resources: [configmaps]}]` }), binding()], [create(config('c')), create('{apiVersion: v1, kind: Secret, metadata: {name: s}}')]],
  ['names', [policy(`validations: [{expression: "false", message: no}]`, { match: 'resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps], resourceNames: [c]}]' }), binding()], [create(config('c')), create(config('d'))]],
  ['labels of the object', [policy(`validations: [{expression: "false", message: no}]`), binding('validationActions: [Deny], matchResources: {objectSelector: {matchLabels: {x: y}}}')], [create(config('c')), create(config('d', '{}', ', labels: {x: y}'))]],
  ['no binding', [policy(`validations: [{expression: "false", message: no}]`)], [create(config('c'))]],
  ['two policies', [policy(`validations: [{expression: "false", message: one}]`, { name: '$NS-one.example.com' }), binding('validationActions: [Deny]', '$NS-one.example.com'), policy(`validations: [{expression: "false", message: two}]`, { name: '$NS-two.example.com' }), binding('validationActions: [Warn]', '$NS-two.example.com')], [create(config('c'))]],
  ['pods', [policy(`validations: [{expression: "object.spec.containers.all(c, has(c.resources) && has(c.resources.limits) && 'memory' in c.resources.limits && quantity(c.resources.limits['memory']).compareTo(quantity('1Gi')) <= 0)", message: memory limits up to 1Gi}, {expression: "object.spec.containers.all(c, !c.image.endsWith(':latest') && c.image.contains(':'))", messageExpression: "'no tag: ' + object.spec.containers.filter(c, !c.image.contains(':')).map(c, c.name).join(', ')"}]`, { match: rules('pods') }), binding()],
    [create('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: "b:1", resources: {limits: {memory: 2Gi}}}]}}'), create('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {schedulerName: nobody, containers: [{name: a, image: "b", resources: {limits: {memory: 1Gi}}}, {name: d, image: "b", resources: {limits: {memory: 1Gi}}}]}}')]],
  ['update of a deployment', [policy(`validations: [{expression: "object.spec.replicas <= 3", message: at most three}]`, { match: rules('deployments', 'CREATE, UPDATE', 'apps') }), binding()], [create(deployment(2)), [['patch', 'deployment', 'd', '-p', '{"spec":{"replicas":5}}']], [['scale', 'deployment', 'd', '--replicas=5']]]],
  ['scale', [policy(`validations: [{expression: "object.spec.replicas <= 3", message: at most three}]`, { match: rules('deployments/scale', 'UPDATE', 'apps') }), binding()], [create(deployment(2)), [['scale', 'deployment', 'd', '--replicas=5']], [['scale', 'deployment', 'd', '--replicas=3']]]],
].map(([name, setup, steps]) => [`policy: ${name}`, setup, steps])

const broken = [
  ['syntax', policy('validations: [{expression: "object.x ="}]')],
  ['undeclared', policy('validations: [{expression: "self.x == 1"}]')],
  ['no boolean', policy(`validations: [{expression: "'a'"}]`)],
  ['no validations', policy('failurePolicy: Fail')],
  ['unknown reason', policy('validations: [{expression: "true", reason: Because}]')],
  ['message expression', policy('validations: [{expression: "true", messageExpression: "1"}]')],
  ['variable names', policy('variables: [{name: a-b, expression: "1"}, {name: c, expression: "variables.d"}]\nvalidations: [{expression: "true"}]')],
  ['no rules', policy('validations: [{expression: "true"}]').replace(/, resourceRules.*\}\]\}/, '}')],
  ['undeclared params', policy('validations: [{expression: "params.x == 1"}]')],
  ['unknown action', binding('validationActions: [Maybe]')],
  ['no action', binding('validationActions: []')],
  ['reason that is taken no more', policy('validations: [{expression: "true", reason: Unauthorized}]')],
  ['message expression of any type', policy('validations: [{expression: "true", messageExpression: object.data.z}]')],
  ['deny and warn', binding('validationActions: [Deny, Warn]')],
].map(([name, manifest]) => [`policy that is refused: ${name}`, [], [create(manifest)]])

const mutator = (spec, { match = rules('configmaps', 'CREATE'), name = '$NS.example.com' } = {}) => `
apiVersion: ${group}
kind: MutatingAdmissionPolicy
metadata: {name: ${name}}
spec:
  matchConstraints: {${inCase}, ${match}}
  reinvocationPolicy: IfNeeded
${spec.replaceAll(/^/gm, '  ')}`
const mutatorBinding = (rest = '', name = '$NS.example.com') => `
apiVersion: ${group}
kind: MutatingAdmissionPolicyBinding
metadata: {name: ${name}-binding}
spec: {policyName: ${name}${rest === '' ? '' : `, ${rest}`}}`
const applied = (expression) => `mutations: [{patchType: ApplyConfiguration, applyConfiguration: {expression: ${JSON.stringify(expression)}}}]`
const patched = (expression) => `mutations: [{patchType: JSONPatch, jsonPatch: {expression: ${JSON.stringify(expression)}}}]`
const podOf = (rest = '') => `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {schedulerName: nobody, automountServiceAccountToken: false, containers: [{name: c, image: "b:1"}]${rest}}}`
const mutating = [
  ['apply a label', [mutator(applied('Object{metadata: Object.metadata{labels: {"team": "x"}}}')), mutatorBinding()], [create(config('c', '{a: b}', ', labels: {own: y}')), getJson('configmap', 'c')]],
  ['apply to a list by key', [mutator(applied('Object{spec: Object.spec{containers: [Object.spec.containers.item{name: "side", image: "s:1"}]}}').replaceAll('containers.item', 'containers'), { match: rules('pods', 'CREATE') }), mutatorBinding()], [create(podOf()), getJson('pod', 'p')]],
  ['patch', [mutator(patched('[JSONPatch{op: "add", path: "/data/b", value: "x"}, JSONPatch{op: "test", path: "/data/a", value: "b"}, JSONPatch{op: "replace", path: "/data/a", value: object.metadata.name}]')), mutatorBinding()], [create(config('c')), getJson('configmap', 'c')]],
  ['patch with an escaped key', [mutator(patched(`has(object.metadata.labels) ? [JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/b"), value: "x"}] : [JSONPatch{op: "add", path: "/metadata/labels", value: {"a/b": "y"}}]`)), mutatorBinding()],
    [create(config('c')), create(config('d', '{}', ', labels: {q: r}')), [['get', 'configmap', 'c', 'd', '-o', 'json']]]],
  ['variables and conditions', [mutator(`matchConditions: [{name: x, expression: "object.metadata.name != 'skip'"}]\nvariables: [{name: v, expression: "object.metadata.name + '-v'"}]\n${applied('Object{data: {"v": variables.v}}')}`), mutatorBinding()], [create(config('c')), create(config('skip')), [['get', 'configmap', 'c', 'skip', '-o', 'json']]]],
  ['runtime error', [mutator(applied('Object{data: {"v": object.data.z}}')), mutatorBinding()], [create(config('c'))]],
  ['runtime error ignored', [mutator(`failurePolicy: Ignore\n${applied('Object{data: {"v": object.data.z}}')}`), mutatorBinding()], [create(config('c')), getJson('configmap', 'c')]],
  ['a patch that does not fit', [mutator(patched('[JSONPatch{op: "remove", path: "/data/none"}]')), mutatorBinding()], [create(config('c'))]],
  ['result that is invalid', [mutator(applied('Object{metadata: Object.metadata{labels: {"a": "b c"}}}')), mutatorBinding()], [create(config('c'))]],
  ['before validation', [mutator(applied('Object{data: {"a": "x"}}')), mutatorBinding(), policy(`validations: [{expression: "object.data.a == 'x'", message: not x}]`, { name: '$NS-v.example.com' }), binding('validationActions: [Deny]', '$NS-v.example.com')], [create(config('c'))]],
  ['two in turn', [mutator(applied('Object{data: {"n": "1"}}'), { name: '$NS-a.example.com' }), mutatorBinding('', '$NS-a.example.com'), mutator(applied('Object{data: {"m": has(object.data.n) ? "after" : "before"}}'), { name: '$NS-b.example.com' }), mutatorBinding('', '$NS-b.example.com')], [create(config('c')), getJson('configmap', 'c')]],
].map(([name, setup, steps]) => [`mutation: ${name}`, setup, steps])
const brokenMutations = [
  ['syntax', mutator(applied('Object{'))],
  ['no object', mutator(applied('"x"'))],
  ['unknown field', mutator(applied('Object{metadata: Object.metadata{lables: {"a": "b"}}}'))],
  ['no reinvocation policy', mutator(applied('Object{}')).replace('reinvocationPolicy: IfNeeded', '')],
  ['no mutations', mutator('failurePolicy: Fail')],
  ['patch type', mutator('mutations: [{patchType: Other}]')],
].map(([name, manifest]) => [`mutation that is refused: ${name}`, [], [create(manifest)]])

export const policyCases = [...validating, ...broken, ...mutating, ...brokenMutations]
