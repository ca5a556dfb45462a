import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Kind } from '../../../src/sim/api/kinds/ids.js'
import type { Pod, Service, TopologySpreadConstraint } from '../../../src/sim/api/types.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { defaultClusterOptions, forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { runUntil } from '../../../src/sim/run.js'
import { definePlugin } from '../../../src/sim/scheduler/define.js'
import { withSchedulerPlugins } from '../../../src/sim/scheduler/with-plugins.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster, ControlPlane } from '../../../src/sim/state.js'
import { changeNode, createPod, finishPod, node, removePod, schedulerAlone, settle, type PodShape } from './rig.js'

const zone = 'topology.kubernetes.io/zone'
const hostname = 'kubernetes.io/hostname'

interface Template {
  readonly cpu: number
  readonly priority: number
  readonly topologyKey: string
  readonly asks: 'app' | 'index' | 'keys' | 'nothing'
  readonly sought: { readonly app: string; readonly index: string }
  readonly rule: 'apart' | 'near' | 'rather apart' | 'spread' | 'rather spread' | 'none'
}
const template: fc.Arbitrary<Template> = fc.record({
  cpu: fc.constantFrom(300, 700), priority: fc.constantFrom(0, 0, 10), topologyKey: fc.constantFrom(hostname, zone),
  asks: fc.constantFrom('app', 'app', 'index', 'keys', 'nothing'), sought: fc.record({ app: fc.constantFrom('a', 'b'), index: fc.constantFrom('0', '1') }),
  rule: fc.constantFrom('apart', 'near', 'rather apart', 'spread', 'spread', 'rather spread', 'none'),
})

function termOf({ topologyKey, asks, sought: { app, index } }: Template): Pick<TopologySpreadConstraint, 'topologyKey' | 'labelSelector' | 'matchLabelKeys'> {
  switch (asks) {
    case 'app': return { topologyKey, labelSelector: { matchLabels: { app } } }
    case 'index': return { topologyKey, labelSelector: { matchExpressions: [{ key: 'index', operator: 'In', values: [index] }] } }
    case 'keys': return { topologyKey, labelSelector: { matchLabels: { app } }, matchLabelKeys: ['index'] }
    case 'nothing': return { topologyKey, labelSelector: {} }
  }
}

function rulesOf(of: Template): PodShape {
  const term = termOf(of)
  switch (of.rule) {
    case 'apart': return { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }
    case 'near': return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }
    case 'rather apart': return { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm: term }] } } }
    case 'spread': return { topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }] }
    case 'rather spread': return { topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] }
    case 'none': return {}
  }
}

/** A pod of one of the templates, with labels of its own, as those of a StatefulSet have. */
interface Member {
  readonly of: number
  readonly app: string
  readonly index: string
}
type Step = Member | { readonly removes: number } | { readonly finishes: number } | { readonly moves: number }
interface Story {
  readonly templates: readonly Template[]
  readonly steps: readonly Step[]
}
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ of: fc.nat(2), app: fc.constantFrom('a', 'b'), index: fc.constantFrom('0', '1', '2') }) },
  { weight: 1, arbitrary: fc.record({ removes: fc.nat(30) }) }, { weight: 1, arbitrary: fc.record({ finishes: fc.nat(30) }) }, { weight: 1, arbitrary: fc.record({ moves: fc.nat(3) }) },
)
const story: fc.Arbitrary<Story> = fc.record({
  templates: fc.array(template, { minLength: 3, maxLength: 3 }), steps: fc.array(step, { minLength: 10, maxLength: 30, size: 'max' }),
})

const shapeOf = (of: Template, { app, index }: Member): PodShape =>
  ({ ...rulesOf(of), labels: { app, index }, requests: { cpu: `${of.cpu}m` }, priority: of.priority, terminationGracePeriodSeconds: 0 })

function clusterWith(plane: ControlPlane): Cluster {
  const nodes = [0, 1, 2, 3].map((i) => node({ name: `n${i}`, cpu: `${2 + (i % 2)}`, labels: { [zone]: `z${i % 2}`, [hostname]: `n${i}` } }))
  const cluster = createCluster(plane, { ...defaultClusterOptions, nodes })
  runUntil(cluster, 5)
  for (const selector of [{ app: 'a' }, { index: '1' }]) {
    const name = Object.keys(selector)[0]!
    createObject(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: Kind.Service, metadata: { name, namespace: 'default' }, spec: { selector, ports: [{ port: 80 }] } } as unknown as Service)
  }
  return cluster
}

function take(cluster: Cluster, { templates, steps }: Story, i: number): void {
  const step = steps[i]!
  const pods = [...cluster.store.list<Pod>('Pod')].filter(({ spec }) => spec.nodeName !== undefined)
  const chosen = (n: number, act: (cluster: Cluster, name: string) => void): void => (pods.length === 0 ? undefined : act(cluster, pods[n % pods.length]!.metadata.name))
  if ('app' in step) createPod(cluster, `p${i}`, shapeOf(templates[step.of]!, step))
  else if ('removes' in step) chosen(step.removes, removePod)
  else if ('finishes' in step) chosen(step.finishes, finishPod)
  else changeNode(cluster, `n${step.moves}`, (known) => ({ ...known, metadata: { ...known.metadata, labels: { ...known.metadata.labels, [zone]: `z${i % 3}` } } }))
  settle(cluster, 1_500)
}

const outcomeOf = ({ store }: Cluster): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries([...store.list<Pod>('Pod')].map(({ metadata, spec, status }) => [metadata.name, spec.nodeName ?? status.conditions?.[0]?.message]))

test('what pods share, though their labels differ, changes nothing: with a plugin of a user, which may read all of them, they share nothing', () => {
  const alone = withSchedulerPlugins(schedulerAlone, [definePlugin({ name: 'Neutral', filter: () => undefined, requeue: {} })])
  fc.assert(fc.property(story, (all) => {
    const [sharing, apart] = [clusterWith(schedulerAlone), clusterWith(alone)]
    all.steps.forEach((_, i) => {
      for (const cluster of [sharing, apart]) take(cluster, all, i)
      expect(outcomeOf(sharing)).toEqual(outcomeOf(apart))
    })
  }), { numRuns: 40 })
})

test('what is counted as pods come and go is what a fork counts afresh', () => {
  fc.assert(fc.property(story, (all) => {
    const cluster = clusterWith(schedulerAlone)
    all.steps.forEach((_, i) => {
      const fork = forkCluster(cluster)
      for (const side of [fork, cluster]) take(side, all, i)
      expect(outcomeOf(cluster)).toEqual(outcomeOf(fork))
    })
  }), { numRuns: 25 })
})
