// table file
import type { JsonSchema } from './schema-parts.js'
import {
  amount, choosing, condition, conditionOf, count, duration, either, flag, listOf, mapOf, mapping, naming, oneOrList, pattern, percentage, reference, selector, text, time, word,
} from './schema-parts.js'

/** What one assertion's subject takes: the contract in JSON Schema, from which validation, completion and reference come. */
export interface SubjectSchema {
  readonly summary: string
  readonly schema: JsonSchema
  /** Known to the format, but not there yet: using it is an error. */
  readonly planned?: true
}

const containerState = {
  state: word(['waiting', 'running', 'terminated'], 'What the container does.'),
  reason: pattern('Of its state, such as `CrashLoopBackOff` or `OOMKilled`.'),
  message: pattern('Of its state.'),
  exitCode: count('Of the state `terminated`.'),
}

const container: JsonSchema = mapping({
  name: pattern('Default: any container of the pod.'),
  ...containerState,
  ready: flag(),
  started: flag('Whether its startup probe has passed.'),
  restarts: count(),
  image: pattern(),
  lastState: mapping(containerState, { description: 'How it ended the last time.' }),
}, { description: 'One of the pod\'s containers, init containers included.' })

const pods: JsonSchema = mapping({
  ...choosing,
  count: count('How many of the pods hold all the rest; without it every pod that is chosen must, and there must be one.'),
  phase: pattern('Pending, Running, Succeeded, Failed or Unknown.'),
  status: pattern('The STATUS column of kubectl: Running, CrashLoopBackOff, Init:0/1, Terminating …'),
  reason: pattern('`status.reason`, such as `Evicted`.'),
  message: pattern('`status.message`.'),
  ready: flag('Whether the pod is Ready.'),
  restarts: count('Of all containers of a pod together, as kubectl counts.'),
  nodes: { ...word(['distinct']), description: '`distinct`: no two of the pods on one node.' },
  spread: mapping({ by: text('`zone`, `node`, or a label of the nodes.'), maxSkew: count() }, { required: ['by'], description: 'How evenly they stand.' }),
  container: oneOrList(container),
  condition,
  qos: word(['Guaranteed', 'Burstable', 'BestEffort']),
  age: time('Since the pod was created.'),
})

const replicas: JsonSchema = either(count(), mapping({
  desired: count('`spec.replicas`.'),
  current: count('`status.replicas`.'),
  ready: count(),
  available: count(),
  updated: count(),
  unavailable: count(),
  terminating: count(),
  scheduled: count('Of a DaemonSet: nodes that run one.'),
  misscheduled: count('Of a DaemonSet: nodes that run one and should not.'),
}), { description: 'How many replicas, as the object\'s status says; a plain number means desired and ready.' })

const rollout = word(['complete', 'progressing', 'stalled', 'paused'], 'As `kubectl rollout status` sees it; `stalled`: its progress deadline is exceeded.')

const scaled: JsonSchema = mapping({ ...choosing, count: count('How many match.'), replicas, rollout, condition, revision: count(), generation: count('`metadata.generation`.'), observedGeneration: count() })
const job: JsonSchema = mapping({ ...choosing, succeeded: count(), failed: count(), active: count(), ready: count(), terminating: count(), condition, completedIndexes: pattern(), failedIndexes: pattern() })

const eventKeys = {
  reason: pattern('Such as `FailedScheduling`.'),
  type: word(['Normal', 'Warning']),
  regarding: reference('The object it is about, such as `pod/web-*`.'),
  message: pattern('All of the message; use a glob for a part of it.'),
  from: pattern('The component that reports it, such as `kubelet` or `default-scheduler`.'),
  namespace: pattern(),
}

const endpointCounts = mapping({ ready: count(), serving: count(), terminating: count(), total: count() })

export const subjectSchemas: Readonly<Record<string, SubjectSchema>> = {
  pods: { summary: 'Pods: how many there are, and what each of them must hold.', schema: pods },
  pod: { summary: 'The same as `pods`.', schema: { $ref: '#/definitions/subject-pods' } },
  deployment: { summary: 'A Deployment\'s replicas, rollout, conditions and revision.', schema: scaled },
  statefulset: { summary: 'A StatefulSet\'s replicas, rollout and revision.', schema: { $ref: '#/definitions/subject-deployment' } },
  daemonset: { summary: 'A DaemonSet\'s pods and rollout.', schema: { $ref: '#/definitions/subject-deployment' } },
  replicaset: { summary: 'A ReplicaSet\'s replicas and conditions.', schema: { $ref: '#/definitions/subject-deployment' } },
  job: { summary: 'A Job\'s pods by outcome, and its conditions.', schema: job },
  cronjob: {
    summary: 'A CronJob\'s active jobs and last times.',
    schema: mapping({ ...choosing, active: count(), lastScheduleTime: { ...pattern('RFC 3339, or a comparison of the time since the scenario\'s start.') }, lastSuccessfulTime: pattern(), suspended: flag() }),
  },
  hpa: {
    summary: 'A HorizontalPodAutoscaler: what it sees and what it did.',
    schema: mapping({
      ...naming,
      replicas: count('`status.currentReplicas`.'),
      desired: count('`status.desiredReplicas`.'),
      condition,
      metric: oneOrList(mapping({ name: pattern('Such as `cpu`.'), current: amount('Utilisation (`50%` or `50`) or value.'), target: amount() }), 'What one of its metrics shows.'),
      scaled: mapping({ up: count(), down: count() }, { description: 'How often it scaled so far.' }),
    }),
  },
  probe: {
    summary: 'What a probe of a container saw.',
    schema: mapping({
      type: word(['liveness', 'readiness', 'startup']),
      pod: either(pattern('Name of the pod; `pod/NAME` works too.')),
      select: selector(),
      namespace: pattern(),
      container: pattern(),
      outcome: word(['success', 'failure', 'timeout'], 'Of the last attempt.'),
      failures: count('Attempts that failed so far.'),
      successes: count('Attempts that passed so far.'),
      first: time('When the first attempt was, since the scenario\'s start.'),
      last: time('When the last attempt was, since the scenario\'s start.'),
    }, { required: ['type'] }),
  },
  service: {
    summary: 'A Service\'s endpoints, and whether it can be reached.',
    schema: mapping({
      ...naming,
      endpoints: either(count(), endpointCounts, { description: 'Endpoints behind it; a plain number means ready ones.' }),
      reachable: oneOrList(either(flag(), mapping({
        from: text('Who asks: `pod/client`, `pod/web-*`, `deployment/web` (each of its pods), `node/worker-0`, or `outside`; default: some pod of the scenario\'s namespace.'),
        port: { type: ['integer', 'string'], description: 'Of the Service, by number or name; default: its only one.' },
        protocol: word(['TCP', 'UDP', 'SCTP']),
        via: word(['name', 'address'], 'Whether the client looks the name up first (the default), or knows the address.'),
        is: flag('`false`: no connection may come through.'),
      })), 'Whether connections to it come through, from every such client to every endpoint that the proxy may choose: names, endpoints, network policies of both ends and what listens.'),
    }),
  },
  route: {
    summary: 'Where an HTTP request from outside goes, by the rules of all Ingresses and HTTPRoutes.',
    schema: mapping({
      host: text(), path: text('Default: `/`.'), method: text('Default: `GET`.'), headers: mapOf(text()),
      service: oneOrList(pattern('The Service behind the rule, `NAME` or `NAMESPACE/NAME`; every one of a rule that splits must be named.')),
      port: { type: ['integer', 'string'] },
      by: pattern('Whose rule it is: `ingress/web`, `httproute/shop`.'),
      outcome: word(['routed', 'redirected', 'unmatched', 'broken'], '`broken`: a rule fits, but names a Service or a port that is not there.'),
      reachable: flag('Whether the Services behind it have an endpoint that answers.'),
    }, { required: ['host'] }),
  },
  dns: {
    summary: 'What a name means to a pod: the records of Services and pods, found by the pod\'s search path.',
    schema: mapping({
      name: text('As the client would write it: `web`, `web.shop`, `db-0.db`, `web.shop.svc.cluster.local`.'),
      from: text('The pod that asks, such as `pod/client`; default: some pod of the scenario\'s namespace.'),
      resolves: flag('Whether there is such a name.'),
      to: oneOrList(pattern('What it stands for, all of it: `service/web`, `pod/db-0`, or an address.')),
    }, { required: ['name'] }),
  },
  can: {
    summary: 'Whether RBAC lets somebody do something: `kubectl auth can-i`.',
    schema: mapping({
      as: text('Who: `serviceaccount/builder`, `other:serviceaccount/builder`, or a user\'s name.'),
      groups: listOf(text(), 'Groups beside those that everybody of that kind is in.'),
      verb: text('`get`, `list`, `create`, `*` …'),
      resource: text('`pods`, `deployments.apps`, `pods/log`, or any name that kubectl knows.'),
      name: text('Of one object.'),
      namespace: text('Default: the scenario\'s namespace; `*`: all of them.'),
      url: text('Instead of a resource: `/metrics`.'),
      allowed: flag('Default: true.'),
    }, { required: ['as', 'verb'] }),
  },
  traffic: {
    summary: 'How requests to a Service fared.',
    planned: true,
    schema: mapping({ service: text(), namespace: pattern(), failed: count(), succeeded: count(), availability: percentage(), since: word(['step', 'start']) }, { required: ['service'] }),
  },
  node: {
    summary: 'Nodes: readiness, conditions, taints and what runs there.',
    schema: mapping({
      name: pattern(),
      select: selector(),
      count: count('How many nodes match.'),
      ready: { type: ['boolean', 'string'], enum: [true, false, 'True', 'False', 'Unknown'], description: 'Whether it is Ready; or the condition\'s own word.' },
      condition,
      taint: oneOrList(either(text('As kubectl writes it: `key=value:Effect`, `key:Effect` or `key`.'), mapping({ key: pattern(), value: pattern(), effect: word(['NoSchedule', 'PreferNoSchedule', 'NoExecute']) }))),
      pods: either(count(), mapping({ count: count(), select: selector(), namespace: pattern() })),
      unschedulable: flag('Cordoned.'),
    }),
  },
  pdb: {
    summary: 'A PodDisruptionBudget\'s numbers.',
    schema: mapping({ ...naming, disruptionsAllowed: count(), currentHealthy: count(), desiredHealthy: count(), expectedPods: count(), condition }),
  },
  pvc: {
    summary: 'A PersistentVolumeClaim\'s phase.',
    schema: mapping({ ...choosing, count: count(), phase: pattern('Pending, Bound or Lost.'), volume: pattern('Name of the volume it is bound to.'), condition }),
  },
  namespace: { summary: 'A Namespace\'s phase.', schema: mapping({ name: pattern(), phase: pattern('Active or Terminating.'), condition }) },
  event: { summary: 'Events so far; `count` adds up how often they were seen.', schema: mapping({ ...eventKeys, count: count('Default: at least 1.') }) },
  resource: {
    summary: 'A part of an object: it exists and contains this. Leaf values may be comparisons, globs and /regular expressions/.',
    schema: { type: 'object', properties: { apiVersion: text(), kind: text() }, required: ['kind'] },
  },
  cel: { summary: 'A CEL expression over the objects: true or false.', planned: true, schema: text() },
  output: {
    summary: 'What the last `exec` printed, and its exit code.',
    schema: either(pattern('Of the standard output.'), mapping({ stdout: pattern(), stderr: pattern(), exit: count() }, { minProperties: 1 })),
  },
  logs: {
    summary: 'What a container wrote so far, as `kubectl logs` shows it.',
    schema: mapping({
      pod: text('A pod\'s name; `pod/NAME` and `NAMESPACE:pod/NAME` work too.'),
      container: text('Default: the first, or the one that the pod\'s annotation names.'),
      previous: flag('Of the instance before.'),
      contains: oneOrList(text('A text, glob or /regular expression/ that one of the lines must hold; several: each must be found.')),
      lines: count('How many there are.'),
    }, { required: ['pod'] }),
  },
  order: {
    summary: 'Events and conditions that must have happened in this order.',
    schema: {
      ...listOf(mapping({
        ...eventKeys,
        event: mapping(eventKeys),
        condition: conditionOf,
        of: reference('The object that has the condition, such as `pod/web-0`.'),
        within: duration('At most so long after the one before.'),
      }, { minProperties: 1, title: 'an entry of `order`' })),
      minItems: 2,
    },
  },
}

export const subjectNames: readonly string[] = Object.keys(subjectSchemas)

