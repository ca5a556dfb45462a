import { describe, expect, test } from 'vitest'
import { loadText } from '../../../src/harness/load/load.js'
import { loadSchemaCheck } from '../../../src/harness/validate/check.js'
import { checkUniqueNames, validate } from '../../../src/harness/validate/validate.js'

const check = await loadSchemaCheck()

function validated(text: string) {
  const { documents, diagnostics } = loadText({ file: 's.yaml', text })
  expect(diagnostics).toEqual([])
  return validate(documents[0]!, check)
}

const head = 'apiVersion: seatrial.dev/v1alpha1\nkind: Scenario\nmetadata: { name: s }\nspec:\n'
/** Diagnostics of a spec, lines counted from the first line below `spec:`. */
const problems = (spec: string): readonly string[] =>
  validated(head + spec).diagnostics.map((each) => `${each.line - 4}:${each.column} ${each.message}${each.fix === undefined ? '' : ` | ${each.fix}`}`)

test('everything that is given, and every default, stands in the spec', () => {
  const { spec } = validated(`apiVersion: seatrial.dev/v1alpha1
kind: Scenario
metadata: { name: full, labels: { stage: 1 } }
spec:
  description: What it shows.
  cluster:
    nodes:
      - { name: worker, count: 3, capacity: { cpu: 8 }, zones: [a, b], labels: { disk: ssd }, taints: [{ key: gpu, value: "true", effect: NoSchedule }] }
      - name: edge
    objects: [./crds.yaml, { apiVersion: v1, kind: Namespace, metadata: { name: x } }]
    controllerManager: { nodeMonitorGracePeriod: 40s }
  containers:
    - match: { image: "*/web:*", workload: deployment/web }
      pull: [{ after: 1s, fail: no }, 2s]
      start: 500ms
      run: [{ for: 30s, exit: 1 }, { for: 2s, exit: 137, reason: OOMKilled }, forever]
      stop: { after: 1s, exit: 143 }
      probes: { readiness: [{ for: 5s, result: failure }, { result: success }], liveness: timeout }
      usage: [{ for: 30s, memory: 64Mi }, { cpu: 1 }]
    - match: { container: b }
      stop: never
  always:
    - from: 60s
      deployment: { name: web, replicas: { available: ">= 2" } }
  steps:
    - apply: ./web
    - name: up
      expect: [{ pods: { select: app=web, count: 3 } }, { not: { event: { reason: Killing } } }]
      within: 1m
      for: 500ms
    - delete: pod/x
      refused: "*not found*"
    - inject: { node-failure: worker-1, for: 5m }
`)
  expect(spec).toMatchObject({
    name: 'full', labels: { stage: '1' }, description: 'What it shows.', namespace: 'default', seed: 1, unmodelled: 'warn', companions: [],
    cluster: {
      nodes: [
        { name: 'worker', count: 3, capacity: { cpu: '8', memory: '16Gi', pods: '110' }, allocatable: {}, zones: ['a', 'b'], labels: { disk: 'ssd' }, taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }] },
        { name: 'edge', count: undefined, capacity: { cpu: '4', memory: '16Gi', pods: '110' }, zones: [], labels: {}, taints: [] },
      ],
      objects: ['./crds.yaml', { kind: 'Namespace' }], startTime: '2026-01-01T00:00:00Z', controllerManager: { nodeMonitorGracePeriod: '40s' }, scheduler: {}, pointer: '/spec/cluster',
    },
    containers: [
      {
        name: 'containers[0]', match: { image: '*/web:*', workload: 'deployment/web' }, pull: [{ afterMs: 1000, fail: 'no' }, { afterMs: 2000 }], startMs: 500,
        run: [{ forMs: 30_000, exit: 1 }, { forMs: 2000, exit: 137, reason: 'OOMKilled' }, { exit: 0 }], stop: { afterMs: 1000, exit: 143 },
        probes: { readiness: [{ forMs: 5000, result: 'failure' }, { result: 'success' }], liveness: [{ result: 'timeout' }] }, usage: [{ forMs: 30_000, memory: '64Mi' }, { cpu: '1' }],
      },
      { name: 'containers[1]', match: { container: 'b' }, pull: undefined, startMs: undefined, run: undefined, stop: { exit: 137 }, probes: {}, usage: undefined },
    ],
    always: [{ fromMs: 60_000, untilMs: undefined, assertion: { subject: 'deployment', pointer: '/spec/always/0/deployment', params: { name: 'web' } } }],
    steps: [
      { index: 0, name: undefined, action: 'apply', params: './web', pointer: '/spec/steps/0', refused: undefined, withinMs: undefined, forMs: undefined },
      { action: 'expect', name: 'up', withinMs: 60_000, forMs: 500 },
      { action: 'delete', refused: '*not found*' },
      { action: 'inject', forMs: 300_000 },
    ],
  })
})

test('the smallest scenario has a cluster of three workers', () => {
  const { spec } = validated(`${head}  steps: []\n`)
  expect(spec?.cluster.nodes).toMatchObject([{ name: 'worker', count: 3 }])
})

describe('one message for each mistake', () => {
  test.each<[string, readonly string[]]>([
    ['  steps:\n    - aply: x\n', ['2:7 unknown key `aply` in a step | did you mean `apply`?']],
    ['  stpes: []\n  seed: x\n', ['1:3 unknown key `stpes` in `spec` | did you mean `steps`?', '2:9 `seed` must be a whole number, but is the text "x"']],
    ['  steps:\n    - { apply: a, delete: pod/b }\n', ['2:19 a step has exactly one action, but this has 2: `apply` and `delete` | write one entry for each']],
    ['  steps:\n    - name: x\n', ['2:7 a step needs one of `advance`, `annotate`, `apply`, `autoscale`, `cordon`, `create`, `delete`, `drain`, `evict`, `exec`, `expect`, `expose`, `heal`, `inject`, `label`, `load`, `metrics`, `patch`, `replace`, `rollout`, `run`, `scale`, `set`, `taint` or `uncordon`']],
    ['  steps:\n    - apply\n', ['2:7 `steps[0]` must be a mapping, but is the text "apply"']],
    ['  steps: { apply: x }\n', ['1:10 `steps` must be a list, but is a mapping | write it as a list: put `- ` in front of each entry']],
    ['  steps:\n', ['1:3 `steps` must be a list, but is empty']],
    ['  steps:\n    - advance: 60\n', ['2:16 `advance` must be a duration such as `90s`, `1h30m` or `500ms`, but is the number 60 without a unit | 60s']],
    ['  steps:\n    - advance: 1 day\n', ['2:16 `advance` must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "1 day" | 24h']],
    ['  steps:\n    - expect: { pods: {} }\n', ['2:15 `expect` must be a list, but is a mapping | write it as a list: put `- ` in front of each entry']],
    ['  steps:\n    - expect: [{ pods: { cuont: 3 }, node: {} }]\n', ['2:26 unknown key `cuont` in `pods` | did you mean `count`?', '2:38 an assertion has exactly one key, but this has 2: `pods` and `node` | write one entry for each']],
    ['  steps:\n    - expect: [{ pod5: { count: 3 } }]\n', ['2:18 unknown key `pod5` in an assertion | did you mean `pods`?']],
    ['  steps:\n    - expect: [{ pods: { count: ">> 3" } }]\n', ['2:33 `count` must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is the text ">> 3"']],
    ['  steps:\n    - expect: [{ pods: { count: true } }]\n', ['2:33 `count` must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is `true`']],
    ['  steps:\n    - expect: [{ pods: { select: "a=b=c" } }]\n', ['2:34 `select`: the text "a=b=c" is no label selector: found \'=\', expected: \',\' or \'end of string\'']],
    ['  steps:\n    - expect: [{ pods: { qos: burstable, ready: "true" } }]\n', ['2:31 `qos` must be `Guaranteed`, `Burstable` or `BestEffort`, but is the text "burstable" | did you mean `Burstable`?', '2:49 `ready` must be `true` or `false`, but is the text "true" | write true without quotes']],
    ['  steps:\n    - expect: [{ deployment: { condition: { tpye: Available } } }]\n', ['2:45 unknown key `tpye` in `condition` | did you mean `type`?']],
    ['  steps:\n    - expect: [{ probe: { tipe: liveness } }]\n', ['2:27 unknown key `tipe` in `probe` | did you mean `type`?']],
    ['  steps:\n    - expect: [{ probe: {} }]\n', ['2:25 `type` is missing in `probe`']],
    ['  steps:\n    - expect: []\n', ['2:15 `expect` needs at least 1 entry']],
    ['  steps:\n    - scale: { deployment: 3, web/: 2, deployment/x: -1 }\n', [
      '2:16 a key of `scale` is wrong: the text "deployment" names a kind, but no object | deployment/NAME', '2:31 a key of `scale` is wrong: a name is missing after the `/` of the text "web/"', '2:54 `deployment/x` must be at least 0, but is the number -1',
    ]],
    ['  steps:\n    - delete: { ref: pods, cascade: orphaned }\n', ['2:37 `cascade` must be `background`, `foreground` or `orphan`, but is the text "orphaned" | did you mean `orphan`?']],
    ['  steps:\n    - delete: { select: app=web }\n', ['2:15 `ref` is missing in `delete`']],
    ['  steps:\n    - inject: { node-failur: a }\n', ['2:17 unknown key `node-failur` in `inject` | did you mean `node-failure`?']],
    ['  steps:\n    - rollout: { restart: deployment/a, undo: deployment/b }\n', ['2:41 `rollout` has exactly one key of its kind, but this has 2: `restart` and `undo` | write one entry for each']],
    ['  steps:\n    - rollout: { restart: deployment/a, toRevision: 2 }\n', ['2:41 `toRevision` has no meaning here: it goes with `undo` | remove `toRevision`']],
    ['  steps:\n    - { advance: 5s, within: 3s, refused: true }\n', ['2:22 `within` has no meaning here: it goes with `expect` | remove `within`', '2:34 `refused` has no meaning here: it goes with the actions that the API can refuse | remove `refused`']],
    ['  steps:\n    - label: { select: app=a, node/b: x=y }\n', ['2:14 `ref` is missing beside `select` | write `{ ref: pods, select: app=web, set: "tier=front" }`', '2:14 `set` is missing beside `select` | write `{ ref: pods, select: app=web, set: "tier=front" }`', '2:31 `node/b` cannot stand beside `select` | write two steps']],
    ['  steps:\n    - expect: [{ not: { traffic: { service: web } } }]\n', [
      '2:25 the assertion `traffic` is not there yet in this version of Seatrial | leave it out, or run this scenario with a later version',
    ]],
    ['  steps:\n    - apply: [a.yaml, { kustomize: ./k }]\n', ['2:25 `kustomize` is not there yet in this version of Seatrial | render it first: `kubectl kustomize FOLDER > FILE`, and apply the file']],
    ['  always: [{ from: 2m, until: 1m, node: { ready: true } }]\n', ['1:31 `until` must be later than `from`']],
    ['  always: [{ from: 2m }]\n', ['1:12 an entry of `always` needs one of `pods`, `pod`, `deployment`, `statefulset`, `daemonset`, `replicaset`, `job`, `cronjob`, `hpa`, `probe`, `service`, `route`, `dns`, `can`, `traffic`, `node`, `pdb`, `pvc`, `namespace`, `event`, `resource`, `cel`, `output`, `logs`, `order` or `not`']],
    ['  containers: [{ run: 5 sec, stop: 3 }]\n', [
      '1:16 `match` is missing in a behaviour', '1:23 `run` must be `forever` or a duration such as `90s`, but is the text "5 sec" | 5s', '1:36 `stop` must be a text or a mapping, but is the number 3 | put it in quotes: "3"',
    ]],
    ['  containers: [{ match: { image: a }, probes: { readiness: [{ result: failure }, { result: succes }] } }]\n', [
      '1:61 only the last entry of a timeline may leave `for` out | say how long this entry lasts, or remove those after it', '1:92 `result` must be `success`, `failure` or `timeout`, but is the text "succes" | did you mean `success`?',
    ]],
    ['  cluster: { nodes: [{ count: 2, capacity: { memory: 4 gigs } }], startTime: now }\n', [
      '1:22 `name` is missing in `nodes[0]`', '1:54 `memory` must be a quantity such as `500m`, `2` or `128Mi`, but is the text "4 gigs"', '1:78 `startTime` must be an instant such as `2026-01-01T00:00:00Z`, but is the text "now"',
    ]],
    ['  namespace: My_Space\n  unmodelled: warning\n', ['1:14 `namespace` must be a name of lower case letters, digits, `-` and `.`, but is the text "My_Space"', '2:15 `unmodelled` must be `ignore`, `warn` or `error`, but is the text "warning" | did you mean `warn`?']],
  ])('%s', (spec, expected) => {
    expect(problems(spec)).toEqual(expected)
  })
})

test('the head of a scenario', () => {
  expect(validated('apiVersion: seatrial.dev/v1\nkind: Scenaro\nmetadata: { name: " " }\nspec: 3\n').diagnostics.map((each) => `${each.line}:${each.column} ${each.message}`)).toEqual([
    '1:13 `apiVersion` must be `seatrial.dev/v1alpha1`, but is the text "seatrial.dev/v1"',
    '2:7 `kind` must be `Scenario`, but is the text "Scenaro"',
    '3:19 `name` must not be empty',
    '4:7 `spec` must be a mapping, but is the number 3',
  ])
})

test('names are unique within a run', () => {
  const one = validated(`${head}  steps: []\n`).spec!
  const other = validated(`${head}  steps: []\n`).spec!
  expect(checkUniqueNames([one, other])).toMatchObject([{ line: 3, column: 19, message: 'another scenario of this run has the name `s` (s.yaml:3)' }])
})
