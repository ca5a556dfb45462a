// Custom resources and admission on a real API server: [name, what there is before, steps]. Recorded by record.mjs into fixtures/golden/api/admission.jsonl.
// A step is [kubectl arguments, standard input]. `$NS` is the namespace of the case.
import { quotaCases, limitRangeCases } from './quota-cases.mjs'
import { podSecurityCases } from './pod-security-cases.mjs'
import { policyCases } from './policy-cases.mjs'

const create = (input) => [['create', '-f', '-'], input]
const apply = (input) => [['apply', '-f', '-'], input]
const replace = (input) => [['replace', '-f', '-'], input]
const getJson = (...what) => [['get', ...what, '-o', 'json']]

const crd = (schema, { version = '', versions = '', spec = '', names = 'plural: widgets, kind: Widget, shortNames: [wd]', scope = 'Namespaced', group = 'trial.example.com' } = {}) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.trial.example.com}
spec:
  group: ${group}
  scope: ${scope}
  names: {${names}}
${spec}
  versions:
  - name: v1
    served: true
    storage: true
${version}
    schema:
      openAPIV3Schema:
${schema.replaceAll(/^/gm, '        ')}
${versions}
`
const widget = (spec, rest = '') => `
apiVersion: trial.example.com/v1
kind: Widget
metadata: {name: w}
${spec === undefined ? '' : `spec: ${spec}`}
${rest}
`
const specSchema = (properties, rest = '') => `type: object
properties:
  spec:
    type: object
${rest.replaceAll(/^/gm, '    ')}
    properties:
${properties.replaceAll(/^/gm, '      ')}
  status:
    type: object
    x-kubernetes-preserve-unknown-fields: true
`
const plain = crd(specSchema(`
replicas: {type: integer, minimum: 1, maximum: 10, default: 2}
size: {type: string, enum: [small, medium, large], default: medium}
title: {type: string, pattern: '^[a-z]+$', minLength: 2, maxLength: 8}
owner: {type: string}
tags: {type: array, items: {type: string}, x-kubernetes-list-type: set, maxItems: 3}
ports:
  type: array
  x-kubernetes-list-type: map
  x-kubernetes-list-map-keys: [name]
  items:
    type: object
    required: [name]
    properties: {name: {type: string}, port: {type: integer, format: int32}, protocol: {type: string, default: TCP}}
limit: {x-kubernetes-int-or-string: true}
free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {known: {type: integer}}}
labels: {type: object, additionalProperties: {type: string}, maxProperties: 2}
ratio: {type: number, multipleOf: 0.5, exclusiveMinimum: true, minimum: 0}
flag: {type: boolean, nullable: true}
nested:
  type: object
  default: {}
  properties: {a: {type: string, default: x}, b: {type: object, properties: {c: {type: string, default: y}}}}`, 'required: [owner]'))

const crCases = [
  ['custom: defaults', [plain], [create(widget('{owner: me}')), getJson('widgets', 'w')]],
  ['custom: defaults inside lists and maps', [plain], [create(widget('{owner: me, ports: [{name: a, port: 80}, {name: b, protocol: UDP}], nested: {b: {}}}')), getJson('widget', 'w')]],
  ['custom: wrong types', [plain], [create(widget('{owner: 5, replicas: "three", tags: {}, ports: a, labels: {a: 1}, free: [], flag: "yes"}'))]],
  ['custom: out of bounds', [plain], [create(widget('{owner: me, replicas: 0, size: huge, title: A1}'))]],
  ['custom: too large', [plain], [create(widget('{owner: me, replicas: 11, title: abcdefghij, tags: [a, b, c, d], labels: {a: a, b: b, c: c}, ratio: 0.3}'))]],
  ['custom: nothing required', [plain], [create(widget('{}'))]],
  ['custom: no spec', [plain], [create(widget()), getJson('wd', 'w')]],
  ['custom: unknown field', [plain], [create(widget('{owner: me, replica: 3}'))]],
  ['custom: unknown fields', [plain], [create(widget('{owner: me, replica: 3, ports: [{name: a, prot: 1}], nested: {b: {d: 1}}, free: {known: 1, other: 2}}', 'extra: 1'))]],
  ['custom: unknown fields warned of', [plain], [[['create', '--validate=warn', '-f', '-'], widget('{owner: me, replica: 3, nested: {z: 1}}')], getJson('widgets', 'w')]],
  ['custom: unknown fields pruned', [plain], [[['create', '--validate=ignore', '-f', '-'], widget('{owner: me, replica: 3, ports: [{name: a, prot: 1}], free: {any: {thing: 1}}}')], getJson('widgets', 'w')]],
  ['custom: duplicates in a set and a map', [plain], [create(widget('{owner: me, tags: [a, b, a], ports: [{name: a}, {name: b}, {name: a}]}'))]],
  ['custom: a key missing', [plain], [create(widget('{owner: me, ports: [{port: 80}]}'))]],
  ['custom: integer or text', [plain], [create(widget('{owner: me, limit: 5%}')), [['replace', '-f', '-'], widget('{owner: me, limit: true}')]]],
  ['custom: open objects', [plain], [create(widget('{owner: me, free: {known: 1, more: [1, {a: null}]}}')), getJson('widgets', 'w')]],
  ['custom: nulls', [plain], [create(widget('{owner: me, flag: null, replicas: null, size: null}')), getJson('widgets', 'w')]],
  ['custom: null where it may not be', [plain], [create(widget('{owner: null, title: null}'))]],
  ['custom: int32 overflow and fractions', [plain], [create(widget('{owner: me, replicas: 1.5, ports: [{name: a, port: 3000000000}]}'))]],
  ['custom: broken metadata', [plain], [create(`{apiVersion: trial.example.com/v1, kind: Widget, metadata: {name: A_b, labels: {a: b c}}, spec: {owner: me}}`)]],
  ['custom: wrong type of metadata', [plain], [create(`{apiVersion: trial.example.com/v1, kind: Widget, metadata: {name: w, labels: {a: 1}}, spec: {owner: me}}`)]],
  ['custom: unknown metadata field', [plain], [create(`{apiVersion: trial.example.com/v1, kind: Widget, metadata: {name: w, label: {a: b}}, spec: {owner: me}}`)]],
  ['custom: apply, patch, replace', [plain], [apply(widget('{owner: me}')), apply(widget('{owner: you, size: small}')), apply(widget('{owner: you, size: small}')),
    [['patch', 'widget', 'w', '--type=merge', '-p', '{"spec":{"replicas":5,"size":null}}']], getJson('widgets', 'w')]],
  ['custom: strategic patch', [plain], [create(widget('{owner: me}')), [['patch', 'widget', 'w', '-p', '{"spec":{"replicas":5}}']]]],
  ['custom: patch out of bounds', [plain], [create(widget('{owner: me}')), [['patch', 'widget', 'w', '--type=json', '-p', '[{"op":"replace","path":"/spec/replicas","value":50}]']]]],
  ['custom: unknown kind of the group', [plain], [create('{apiVersion: trial.example.com/v1, kind: Gizmo, metadata: {name: w}}')]],
  ['custom: unknown version', [plain], [create('{apiVersion: trial.example.com/v7, kind: Widget, metadata: {name: w}}')]],
  ['custom: already there, not there', [plain], [create(widget('{owner: me}')), create(widget('{owner: me}')), [['delete', 'widget', 'w']], [['get', 'widget', 'w']], [['delete', 'widget', 'w']]]],
  ['custom: formats', [crd(specSchema(`
a: {type: string, format: date-time}
b: {type: string, format: ipv4}
c: {type: string, format: email}
d: {type: string, format: uri}
e: {type: string, format: duration}
f: {type: string, format: byte}
g: {type: string, format: uuid}
h: {type: string, format: date}
i: {type: string, format: cidr}
j: {type: string, format: hostname}
k: {type: string, format: made-up}
l: {type: string, format: ipv6}
m: {type: string, format: mac}
n: {type: string, format: k8s-short-name}`))],
    [create(widget('{a: x, b: x, c: x, d: x, e: x, f: "*", g: x, h: x, i: x, j: "-", k: x, l: x, m: x, n: A}')),
      create(widget('{a: "2026-01-02T03:04:05Z", b: 10.1.2.3, c: a@example.com, d: "https://a.example.com/b", e: 5m, f: YQ==, g: 6ba7b810-9dad-11d1-80b4-00c04fd430c8, h: "2026-01-02", i: 10.0.0.0/8, j: a.example.com, l: "::1", m: "01:02:03:04:05:06", n: a}'))]],
  ['custom: combinations', [crd(specSchema(`
a: {type: integer, not: {enum: [13]}}
b: {type: string, anyOf: [{pattern: '^a'}, {pattern: 'z$'}]}
c: {type: string, oneOf: [{pattern: '^a'}, {pattern: 'z$'}]}
d: {type: object, properties: {x: {type: integer}, y: {type: integer}}, oneOf: [{required: [x]}, {required: [y]}], minProperties: 1}
e: {type: integer, allOf: [{minimum: 3}, {maximum: 5}]}`))],
    [create(widget('{a: 13, b: m, c: az, d: {x: 1, y: 1}, e: 9}')), create(widget('{d: {}}'))]],
  ['custom: cluster scope', [crd(specSchema('a: {type: string}'), { scope: 'Cluster' })], [create(widget('{a: b}')), [['get', 'widget', 'w', '-o', 'name']]]],
  ['custom: columns', [crd(specSchema('a: {type: string}\nn: {type: integer}\nl: {type: array, items: {type: string}}\nb: {type: boolean}'), { version: `    additionalPrinterColumns:
    - {name: A, type: string, jsonPath: .spec.a}
    - {name: Count, type: integer, jsonPath: .spec.n}
    - {name: List, type: string, jsonPath: '.spec.l[*]', priority: 1}
    - {name: Flag, type: boolean, jsonPath: .spec.b}
    - {name: First, type: string, jsonPath: '.spec.l[0]'}` })],
    [create(widget('{a: x, n: 3, l: [p, q], b: true}')), [['get', 'widgets']], [['get', 'wd', '-o', 'wide']], [['get', 'widgets.trial.example.com', '-o', 'name']]]],
  ['custom: status subresource', [crd(specSchema('a: {type: string}'), { version: '    subresources: {status: {}}' })],
    [create(widget('{a: x}', 'status: {phase: Done}')), getJson('widget', 'w'), [['patch', 'widget', 'w', '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Done"},"spec":{"a":"y"}}']],
      [['patch', 'widget', 'w', '--type=merge', '-p', '{"status":{"phase":"Other"},"spec":{"a":"z"}}']], getJson('widget', 'w')]],
  ['custom: generation without subresource', [crd(specSchema('a: {type: string}'))],
    [create(widget('{a: x}', 'status: {phase: Done}')), [['patch', 'widget', 'w', '--type=merge', '-p', '{"status":{"phase":"Other"}}']],
      [['label', 'widget', 'w', 'a=b']], getJson('widget', 'w')]],
  ['custom: scale', [crd(specSchema('n: {type: integer}'), { version: '    subresources: {status: {}, scale: {specReplicasPath: .spec.n, statusReplicasPath: .status.n}}' })],
    [create(widget('{n: 1}')), [['scale', 'widget', 'w', '--replicas=4']], getJson('widget', 'w')]],
  ['custom: scale without it', [plain], [create(widget('{owner: me}')), [['scale', 'widget', 'w', '--replicas=4']]]],
  ['custom: several versions', [crd(specSchema('a: {type: string, default: one}'), { versions: `
  - name: v1beta1
    served: true
    storage: false
    deprecated: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {a: {type: string}, b: {type: string, default: two}}}}}}
  - name: v1alpha1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}` })],
    [create('{apiVersion: trial.example.com/v1beta1, kind: Widget, metadata: {name: w}, spec: {}}'), getJson('widgets.v1.trial.example.com', 'w'),
      create('{apiVersion: trial.example.com/v1alpha1, kind: Widget, metadata: {name: x}}')]],
  ['custom: embedded resource', [crd(specSchema('a: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}'))],
    [create(widget('{a: {metadata: {name: A_b}}}')), create(widget('{a: {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}}'))]],
]

const ruled = (rules, properties, rest = '') => crd(specSchema(properties, `x-kubernetes-validations:\n${rules}\n${rest}`))
const celCases = [
  ['rule: words of a rule', [ruled('- {rule: self.min <= self.max}', 'min: {type: integer}\nmax: {type: integer}')], [create(widget('{min: 1, max: 2}')), replace(widget('{min: 3, max: 2}'))]],
  ['rule: message', [ruled('- {rule: self.min <= self.max, message: min must not exceed max}', 'min: {type: integer}\nmax: {type: integer}')], [create(widget('{min: 3, max: 2}'))]],
  ['rule: message expression', [ruled(`- {rule: self.min <= self.max, messageExpression: "'min of ' + self.name + ' exceeds max' + (self.max > 1 ? '!' : '?')"}`, 'min: {type: integer}\nmax: {type: integer}\nname: {type: string, maxLength: 9}')],
    [create(widget('{min: 3, max: 2, name: a}'))]],
  ['rule: message expression that fails', [ruled(`- {rule: self.min <= self.max, message: plain, messageExpression: "'x' + self.name"}`, 'min: {type: integer}\nmax: {type: integer}\nname: {type: string, maxLength: 9}')], [create(widget('{min: 3, max: 2}'))]],
  ['rule: message expression that is empty', [ruled(`- {rule: self.min <= self.max, messageExpression: "self.name"}`, 'min: {type: integer}\nmax: {type: integer}\nname: {type: string, maxLength: 9}')],
    [create(widget('{min: 3, max: 2, name: ""}')), create(widget('{min: 3, max: 2, name: "a\\nb"}'))]],
  ['rule: reason and place', [ruled('- {rule: self.min <= self.max, reason: FieldValueForbidden, fieldPath: .min}\n- {rule: "has(self.name)", reason: FieldValueRequired, fieldPath: .name, message: name it}\n- {rule: self.max < 100, reason: FieldValueDuplicate, fieldPath: .max}',
    'min: {type: integer}\nmax: {type: integer}\nname: {type: string}')], [create(widget('{min: 300, max: 200}'))]],
  ['rule: missing field', [ruled('- {rule: self.min <= self.max}', 'min: {type: integer}\nmax: {type: integer}')], [create(widget('{min: 1}'))]],
  ['rule: has', [ruled('- {rule: "!has(self.min) || !has(self.max) || self.min <= self.max"}', 'min: {type: integer}\nmax: {type: integer}')], [create(widget('{min: 1}')), replace(widget('{min: 5, max: 3}'))]],
  ['rule: has below an index', [ruled('- {rule: "has(self.list[0].name)", message: the first has no name}', 'list: {type: array, maxItems: 5, items: {type: object, properties: {name: {type: string}, n: {type: integer}}}}')],
    [create(widget('{list: [{n: 1}]}')), create(widget('{list: []}')), create(widget('{list: [{name: a}]}'))]],
  ['rule: optional fields', [ruled(`- {rule: "self.?a.?b.orValue('none') != 'none'"}\n- {rule: "self.?list[?0].?n.orValue(7) == 7", message: not seven}\n- {rule: "optional.of(3).hasValue() && !optional.none().hasValue() && self.?a.optMap(x, x.?b.orValue('z')).orValue('y') != 'z'", message: optMap}`,
    'a: {type: object, properties: {b: {type: string}}}\nlist: {type: array, maxItems: 3, items: {type: object, properties: {n: {type: integer}}}}')],
    [create(widget('{}')), create(widget('{a: {b: x}, list: [{n: 8}]}')), create(widget('{a: {}, list: []}')), create(widget('{a: {b: x}, list: [{n: 7}]}'))]],
  ['rule: transition', [crd(specSchema(`a: {type: string, maxLength: 9, x-kubernetes-validations: [{rule: self == oldSelf, message: a is immutable}]}
n: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf, messageExpression: "'must grow' + (oldSelf > 2 ? ' beyond two' : '')"}]}
m: {type: array, maxItems: 5, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, required: [k], properties: {k: {type: string, maxLength: 9}, v: {type: string, maxLength: 9, x-kubernetes-validations: [{rule: self == oldSelf}]}}}}
l: {type: array, maxItems: 3, items: {type: string}}`))],
    [create(widget('{a: x, n: 3, m: [{k: p, v: x}, {k: q, v: y}], l: [a]}')), replace(widget('{a: y, n: 2, m: [{k: q, v: z}, {k: p, v: x}], l: [b]}')), replace(widget('{n: 4, m: [{k: r, v: z}], l: []}')), replace(widget('{a: z, n: 4}'))]],
  ['rule: optional old self', [ruled(`- {rule: "oldSelf.hasValue() || self.a == 'new'", optionalOldSelf: true, message: must begin as new}\n- {rule: "oldSelf.orValue(self).a != 'old'", optionalOldSelf: true, message: was old}`, 'a: {type: string}')],
    [create(widget('{a: old}')), create(widget('{a: new}')), replace(widget('{a: old}')), replace(widget('{a: later}'))]],
  ['rule: macros', [ruled(`- {rule: "self.l.all(x, x > 0)"}\n- {rule: "self.l.exists(x, x > 5)"}\n- {rule: "self.l.exists_one(x, x == 6)"}\n- {rule: "self.l.map(x, x * 2) == [2, 12]"}\n- {rule: "self.l.filter(x, x > 1).size() == 1"}\n- {rule: "self.l.map(x, x > 1, x + 1) == [7]"}\n- {rule: "self.m.all(k, k.startsWith('a'))"}`,
    'l: {type: array, maxItems: 5, items: {type: integer}}\nm: {type: object, maxProperties: 5, additionalProperties: {type: string, maxLength: 10}}')],
    [create(widget('{l: [1, 6], m: {a: x}}')), replace(widget('{l: [0, 7], m: {b: x}}'))]],
  ['rule: macros of two variables', [ruled(`- {rule: "self.l.all(i, v, i < v)"}\n- {rule: "self.l.exists(i, v, i == 1 && v == 6)"}\n- {rule: "self.l.existsOne(i, v, v == 6)"}\n- {rule: "self.m.transformList(k, v, k + v) == ['ax']"}\n- {rule: "self.m.transformMap(k, v, v + v)['a'] == 'xx'"}\n- {rule: "self.l.transformMapEntry(i, v, {v: i})[6] == 1"}`,
    'l: {type: array, maxItems: 5, items: {type: integer}}\nm: {type: object, maxProperties: 5, additionalProperties: {type: string, maxLength: 10}}')],
    [create(widget('{l: [1, 6], m: {a: x}}')), replace(widget('{l: [0, 7], m: {b: x}}'))]],
  ['rule: lists', [ruled(`- {rule: "self.l.isSorted()"}\n- {rule: "self.l.sum() == 6"}\n- {rule: "self.l.max() == 3 && self.l.min() == 1"}\n- {rule: "self.l.indexOf(2) == 1 && self.l.lastIndexOf(9) == -1"}\n- {rule: "sets.contains(self.l, [1, 2]) && sets.equivalent(self.l, [3, 2, 1]) && sets.intersects(self.l, [3])"}\n- {rule: "self.l.slice(0, 2) == [1, 2] && self.l.distinct().size() == 3 && lists.range(3) == [0, 1, 2] && self.l.reverse()[0] == 3"}`,
    'l: {type: array, maxItems: 5, items: {type: integer}}')], [create(widget('{l: [1, 2, 3]}')), replace(widget('{l: [3, 1]}'))]],
  ['rule: texts', [ruled(`- {rule: "self.s.matches('^a+$')"}\n- {rule: "self.s.find('[0-9]+') == '12'"}\n- {rule: "self.s.findAll('[0-9]', 2) == ['1', '2']"}\n- {rule: "self.s.split('-')[1] == '12'"}\n- {rule: "self.s.upperAscii() == 'A-12' && self.s.replace('a', 'b') == 'b-12' && self.s.substring(0, 1) == 'a' && self.s.charAt(2) == '1' && self.s.indexOf('-') == 1 && ' x '.trim() == 'x'"}\n- {rule: "'%s has %d, %.2f, %x'.format([self.s, 3, 1.5, 255]) == self.t"}`,
    's: {type: string, maxLength: 20}\nt: {type: string, maxLength: 50}')], [create(widget('{s: a-12, t: "a-12 has 3, 1.50, ff"}'))]],
  ['rule: addresses', [ruled(`- {rule: "isIP(self.ip) && ip(self.ip).family() == 4", message: no ipv4}\n- {rule: "isCIDR(self.net) && cidr(self.net).containsIP(self.ip)", message: outside}\n- {rule: "url(self.url).getScheme() == 'https' && url(self.url).getHostname() == 'a.example.com' && url(self.url).getPort() == '8443'", message: url}\n- {rule: "!ip(self.ip).isLoopback() && cidr(self.net).prefixLength() == 8 && cidr(self.net).masked() == cidr('10.0.0.0/8')", message: properties}`,
    'ip: {type: string, maxLength: 40}\nnet: {type: string, maxLength: 40}\nurl: {type: string, maxLength: 100}')],
    [create(widget('{ip: 10.1.2.3, net: 10.0.0.0/8, url: "https://a.example.com:8443/x?q=1"}')), replace(widget('{ip: 127.0.0.1, net: 192.168.0.0/16, url: "http://b/"}')), replace(widget('{ip: nothing, net: 10.0.0.0, url: "::"}'))]],
  ['rule: quantities', [ruled(`- {rule: "quantity(self.q).isGreaterThan(quantity('1Gi'))", message: too small}\n- {rule: "isQuantity(self.q) && quantity(self.q).add(quantity('1Mi')).compareTo(quantity('2049Mi')) == 0", message: sum}\n- {rule: "quantity(self.q).asApproximateFloat() > 5.0 || quantity(self.q).isInteger()", message: float}`,
    'q: {type: string, maxLength: 20}')], [create(widget('{q: 2Gi}')), replace(widget('{q: 100Mi}')), replace(widget('{q: much}'))]],
  ['rule: versions and formats', [ruled(`- {rule: "isSemver(self.v) && semver(self.v).major() == 1 && semver(self.v).isLessThan(semver('1.5.0'))", message: version}\n- {rule: "!format.dns1123Label().validate(self.n).hasValue()", messageExpression: "format.dns1123Label().validate(self.n).value()[0]"}`,
    'v: {type: string, maxLength: 20}\nn: {type: string, maxLength: 20}')], [create(widget('{v: 1.2.3, n: a}')), replace(widget('{v: 2.0.0, n: A_}'))]],
  ['rule: times', [ruled(`- {rule: "timestamp(self.at) < timestamp('2026-06-01T00:00:00Z') && timestamp(self.at).getFullYear() == 2026", message: too late}\n- {rule: "duration(self.d) <= duration('1h') && duration(self.d).getSeconds() > 0", message: too long}\n- {rule: "self.t + duration('1h') > self.t && self.e > duration('1s')", message: typed}`,
    'at: {type: string, maxLength: 30}\nd: {type: string, maxLength: 10}\nt: {type: string, format: date-time}\ne: {type: string, format: duration}')],
    [create(widget('{at: "2026-01-01T00:00:00Z", d: 30m, t: "2026-01-01T00:00:00Z", e: 5s}')), replace(widget('{at: "2027-01-01T00:00:00Z", d: 2h, t: "2026-01-01T00:00:00Z", e: 500ms}'))]],
  ['rule: numbers', [ruled(`- {rule: "self.i + 1 == 4 && self.i % 2 == 1 && self.i / 2 == 1 && -self.i == -3"}\n- {rule: "self.f * 2.0 == 3.0 && double(self.i) > self.f && int(self.f) == 1"}\n- {rule: "math.greatest(self.i, 5) == 5 && math.least([self.i, 1]) == 1", message: unreachable}\n`.replace(/\n- \{rule: "math[^\n]*/, ''),
    'i: {type: integer}\nf: {type: number}')], [create(widget('{i: 3, f: 1.5}')), replace(widget('{i: 4, f: 2}'))]],
  ['rule: runtime errors', [ruled(`- {rule: "10 / self.i > 1"}\n- {rule: "self.l[self.i] == 1"}\n- {rule: "self.m['x'] == 'y'"}\n- {rule: "int(self.s) > 1"}`,
    'i: {type: integer}\nl: {type: array, maxItems: 3, items: {type: integer}}\nm: {type: object, maxProperties: 3, additionalProperties: {type: string}}\ns: {type: string, maxLength: 9}')],
    [create(widget('{i: 0, l: [], m: {}, s: abc}'))]],
  ['rule: errors that logic absorbs', [ruled(`- {rule: "true || self.m['x'] == 'y'"}\n- {rule: "self.m['x'] == 'y' || true"}\n- {rule: "!(self.m['x'] == 'y' && false)"}\n- {rule: "[1, 2].exists(x, x / (x - 1) == 2)"}\n- {rule: "self.m['x'] == 'y' || false"}`,
    'm: {type: object, maxProperties: 3, additionalProperties: {type: string}}')], [create(widget('{m: {}}'))]],
  ['rule: on items and values', [crd(specSchema(`l: {type: array, maxItems: 5, items: {type: string, maxLength: 5, x-kubernetes-validations: [{rule: "self != 'bad'"}]}}
m: {type: object, maxProperties: 5, additionalProperties: {type: integer, x-kubernetes-validations: [{rule: self > 0, message: must be positive}]}}`))],
    [create(widget('{l: [ok, bad, bad], m: {a: 1, b: 0, "c.d": -1}}'))]],
  ['rule: after schema errors', [ruled('- {rule: self.min <= self.max}', 'min: {type: integer, maximum: 5}\nmax: {type: integer}')], [create(widget('{min: 7, max: 2}')), create(widget('{min: "a", max: 2}'))]],
  ['rule: name of the object', [crd(`type: object
x-kubernetes-validations:
- {rule: "self.metadata.name.startsWith('x')", message: name must begin with x}
- {rule: "self.kind == 'Widget' && self.apiVersion == 'trial.example.com/v1'"}
properties: {spec: {type: object, properties: {a: {type: string}}}}`)], [create(widget('{a: b}'))]],
  ['rule: escaped names', [ruled(`- {rule: "self.__namespace__ == 'a' && self.a__dash__b == 'b' && self.c__dot__d == 'c' && self.e__slash__f == 'd' && self.g__underscores__h == 'e'", message: escaped}`,
    'namespace: {type: string}\na-b: {type: string}\nc.d: {type: string}\ne/f: {type: string}\ng__h: {type: string}')], [create(widget('{namespace: a, a-b: b, c.d: c, e/f: d, g__h: e}')), replace(widget('{namespace: x, a-b: b, c.d: c, e/f: d, g__h: e}'))]],
  ['rule: int or text', [ruled(`- {rule: "type(self.p) == int ? self.p > 0 : self.p.endsWith('%')", message: neither}`, 'p: {x-kubernetes-int-or-string: true}')], [create(widget('{p: 5}')), replace(widget('{p: x}')), replace(widget('{p: 5%}')), replace(widget('{p: 0}'))]],
  ['rule: equality of maps and sets', [ruled(`- {rule: "self.s == ['b', 'a']", message: sets have no order}\n- {rule: "(self.s + ['c', 'a']).size() == 3", message: union}\n- {rule: "'a' in self.s && self.m.exists(e, e.k == 'x')", message: in}`,
    's: {type: array, maxItems: 5, x-kubernetes-list-type: set, items: {type: string}}\nm: {type: array, maxItems: 5, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, required: [k], properties: {k: {type: string}, v: {type: integer}}}}')],
    [create(widget('{s: [a, b], m: [{k: x, v: 1}]}'))]],
]

const bad = (name, manifest) => [`definition: ${name}`, [], [create(manifest)]]
const badRule = (name, rules, properties = 'min: {type: integer}\nname: {type: string}') => bad(name, ruled(rules, properties))
const definitionCases = [
  badRule('syntax of a rule', '- {rule: "self.min <"}'),
  badRule('undeclared name', '- {rule: "spec.min > 1"}'),
  badRule('undefined field', '- {rule: "self.max > 1"}'),
  badRule('no boolean', '- {rule: "self.min + 1"}'),
  badRule('types that do not meet', '- {rule: "self.min > self.name"}'),
  badRule('unknown function', '- {rule: "self.min.squared() > 4"}'),
  badRule('empty rule', '- {rule: " "}'),
  badRule('message expression that is no text', '- {rule: "self.min > 1", messageExpression: "self.min"}'),
  badRule('message of two lines', '- {rule: "self.min > 1", message: "a\\nb"}'),
  badRule('two errors in one rule', '- {rule: "self.max > 1 && self.mix > 2"}'),
  badRule('wrong number of arguments', '- {rule: "self.name.startsWith()"}'),
  badRule('integer and double', '- {rule: "self.min > 1.5"}'),
  badRule('old self below a list', '- {rule: "self.l.size() > 0"}', 'l: {type: array, items: {type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}}}'),
  badRule('too costly', '- {rule: "self.l.all(x, self.l.all(y, x != y || x.matches(y)))"}', 'l: {type: array, items: {type: string}}'),
  badRule('unknown reason and place', '- {rule: "self.min > 1", reason: Because, fieldPath: .none}'),
  badRule('bad field path', '- {rule: "self.min > 1", fieldPath: min}'),
  bad('another name', plain.replace('name: widgets.trial', 'name: gadgets.trial')),
  bad('no type', crd('properties: {spec: {properties: {a: {type: string}}}}')),
  bad('no schema', plain.replace(/ {4}schema:[\s\S]*$/, '')),
  bad('no storage version', plain.replace('storage: true', 'storage: false')),
  bad('two versions of one name', crd('type: object', { versions: '  - {name: v1, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}' })),
  bad('names', crd('type: object', { names: 'plural: widgets, kind: wid_get, singular: A, shortNames: [X y]' })),
  bad('scope', crd('type: object', { scope: 'Everywhere' })),
  bad('default of the wrong type', crd(specSchema('a: {type: integer, default: x}\nb: {type: string, enum: [p, q], default: z}\nc: {type: object, properties: {d: {type: string}}, default: {e: 1}}'))),
  bad('properties and additionalProperties', crd(specSchema('a: {type: object, properties: {b: {type: string}}, additionalProperties: {type: string}}'))),
  bad('forbidden keywords', crd(specSchema('a: {type: array, uniqueItems: true, items: {type: string}}\nb: {type: object, additionalProperties: false}\nc: {type: string, "$ref": "#/x"}\nd: {type: "null"}'))),
  bad('map without required keys', crd(specSchema('l: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}\nm: {type: array, x-kubernetes-list-type: map, items: {type: object}}\ns: {type: array, x-kubernetes-list-type: set, items: {type: object}}'))),
  bad('items are missing', crd(specSchema('l: {type: array}'))),
  bad('values inside of junctors', crd(specSchema('a: {type: object, anyOf: [{type: object, properties: {b: {type: string, default: x}}}]}'))),
  bad('pattern', crd(specSchema("a: {type: string, pattern: '(a'}"))),
  bad('unknown type', crd(specSchema('a: {type: text}'))),
  bad('int or string with a type', crd(specSchema('a: {type: string, x-kubernetes-int-or-string: true}'))),
  bad('preserveUnknownFields', crd('type: object', { spec: '  preserveUnknownFields: true' })),
  bad('columns', crd(specSchema('a: {type: string}'), { version: '    additionalPrinterColumns: [{name: A, type: text, jsonPath: spec.a}, {name: "", type: string, jsonPath: .x}]' })),
  bad('scale paths', crd(specSchema('a: {type: string}'), { version: '    subresources: {scale: {specReplicasPath: spec.n, statusReplicasPath: .spec.n}}' })),
  bad('conversion without a webhook', crd('type: object', { spec: '  conversion: {strategy: Webhook}' })),
  bad('metadata in the schema', crd('type: object\nproperties: {metadata: {type: object, properties: {name: {type: string, maxLength: 5}, labels: {type: object}}}}')),
  bad('protected group', plain.replaceAll('trial.example.com', 'trial.k8s.io')),
  ['definition: what is stored', [], [create(plain), getJson('crd', 'widgets.trial.example.com')]],
  ['definition: unknown field', [], [create(crd('type: object\npropertys: {}'))]],
]

export const cases = [...crCases, ...celCases, ...definitionCases, ...quotaCases, ...limitRangeCases, ...podSecurityCases, ...policyCases]
