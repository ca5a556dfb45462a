import { describe, expect, it } from 'vitest'
import type { Json, PodStatus } from '../../src/sim/api/types.js'
import { handMade, problemsOf, readyCondition, verdictLine, type HandMade } from './hand-made.js'

const crashing: Partial<PodStatus> = {
  phase: 'Running', conditions: [readyCondition('False', 'containers with unready status: [web]')], qosClass: 'Burstable',
  containerStatuses: [{
    name: 'web', ready: false, restartCount: 3, image: 'nginx', imageID: '', state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container=web' } },
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  }],
}

function threePods(): HandMade {
  const hand = handMade({ nodes: [{ name: 'worker-0', zone: 'a' }, { name: 'worker-1', zone: 'b' }, { name: 'worker-2', zone: 'b' }] })
  hand.at(1000).pod('web-0', { node: 'worker-0' })
  hand.at(2000).pod('web-1', { node: 'worker-1' })
  hand.at(3000).pod('web-2', { node: 'worker-1', status: crashing })
  return hand.at(10_000)
}

const rows: readonly (readonly [name: string, params: Json, line: string])[] = [
  ['counts all that are selected', { select: 'app=web', count: 3 }, 'passed'],
  ['counts wrongly', { select: 'app=web', count: '>= 4' }, 'pods app=web | count | >= 4 | 3'],
  ['counts those that meet the rest', { select: 'app=web', count: 2, ready: true }, 'passed'],
  ['says who does not meet the rest', { select: 'app=web', count: 3, phase: 'Running', ready: true }, 'pods app=web | count | 3 with phase Running, ready true | 2 of 3; ready false (containers with unready status: [web]): pod/web-2'],
  ['counts none', { select: 'app=web', status: 'Terminating', count: 0 }, 'passed'],
  ['each must meet it', { select: 'app=web', phase: 'Running' }, 'passed'],
  ['each must be there', { select: 'app=wbe', phase: 'Running' }, 'pods app=wbe |  | at least one | nothing is selected'],
  ['phase', { select: 'app=web', phase: 'Pending' }, 'pods app=web | phase | Pending | Running (pod/web-0, pod/web-1, pod/web-2)'],
  ['phase as one of several', { select: 'app=web', phase: ['Pending', 'Running'] }, 'passed'],
  ['status', { name: 'web-2', status: 'CrashLoopBackOff' }, 'passed'],
  ['status of one', { name: 'web-0', status: 'CrashLoopBackOff' }, 'pod/web-0 | status | CrashLoopBackOff | Running'],
  ['ready', { name: 'web-*', ready: true }, 'pods web-* | ready | true | false (containers with unready status: [web]) (pod/web-2); 1 of 3'],
  ['not ready', { name: 'web-0', ready: false }, 'pod/web-0 | ready | false | true'],
  ['restarts', { name: 'web-2', restarts: 3 }, 'passed'],
  ['too few restarts', { select: 'app=web', restarts: '< 3' }, 'pods app=web | restarts | < 3 | 3 (pod/web-2); 1 of 3'],
  ['node', { name: 'web-0', node: 'worker-1' }, 'pod/web-0 | node | worker-1 | worker-0'],
  ['node by pattern', { select: 'app=web', node: '/^worker-[01]$/' }, 'passed'],
  ['nodes distinct', { select: 'app=web', nodes: 'distinct' }, 'pods app=web | nodes | distinct | 2 pods on worker-1'],
  ['nodes distinct among those counted', { select: 'app=web', count: 2, ready: true, nodes: 'distinct' }, 'passed'],
  ['number of nodes', { select: 'app=web', nodes: 3 }, 'pods app=web | nodes | 3 | 2 (worker-0, worker-1)'],
  ['spread over zones', { select: 'app=web', spread: { by: 'zone', maxSkew: 1 } }, 'passed'],
  ['spread over nodes', { select: 'app=web', spread: { by: 'node', maxSkew: 1 } }, 'pods app=web | spread | skew by node <= 1 | skew 2 (worker-0: 1, worker-1: 2, worker-2: 0)'],
  ['spread over an unknown label', { select: 'app=web', spread: { by: 'rack' } }, 'pods app=web | spread | skew by rack <= 1 | no node has the label rack'],
  ['condition', { name: 'web-0', condition: 'Ready' }, 'passed'],
  ['condition with reason', { name: 'web-2', condition: { type: 'Ready', status: false, reason: 'ContainersNotReady' } }, 'passed'],
  ['condition otherwise', { name: 'web-2', condition: { Ready: true } }, 'pod/web-2 | condition | Ready=True | Ready=False (ContainersNotReady: containers with unready status: [web])'],
  ['condition missing', { name: 'web-0', condition: 'Initialized=True' }, 'pod/web-0 | condition | Initialized=True | no condition Initialized'],
  ['qos', { name: 'web-2', qos: 'Guaranteed' }, 'pod/web-2 | qos | Guaranteed | Burstable'],
  ['age', { name: 'web-0', age: '>= 9s' }, 'passed'],
  ['too young', { name: 'web-0', age: '> 1m' }, 'pod/web-0 | age | > 1m | 9s'],
  ['container that waits', { name: 'web-2', container: { name: 'web', state: 'waiting', reason: 'CrashLoopBackOff', exitCode: 1, restarts: '>= 3', lastState: { reason: 'Error', exitCode: 1 } } }, 'passed'],
  ['last state in short', { name: 'web-2', container: { lastState: 'terminated' } }, 'passed'],
  ['container otherwise', { name: 'web-2', container: { name: 'web', state: 'running' } }, 'pod/web-2 | container | web: state running | web: waiting CrashLoopBackOff, restarts 3, last terminated Error exit 1'],
  ['container missing', { name: 'web-0', container: { name: 'sidecar', state: 'running' } }, 'pod/web-0 | container | sidecar: state running | no container sidecar'],
]

describe('pods', () => {
  it.each(rows)('%s', (_name, params, line) => {
    expect(verdictLine(threePods(), 'pods', params)).toBe(line)
  })

  it('turns round', () => {
    expect(verdictLine(threePods(), 'not', { pods: { select: 'app=web', ready: true } })).toBe('passed')
    expect(verdictLine(threePods(), 'not', { pods: { select: 'app=web', count: 3 } })).toBe('pods app=web | not | not count 3 | it holds')
  })

  it('selects by owner, through the ReplicaSet', () => {
    const hand = handMade()
    const web = hand.deployment('web', 1)
    const set = hand.create({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-1', namespace: 'default', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: web.metadata.uid, controller: true }] } })
    hand.pod('web-1-a', { owner: set, labels: {} })
    hand.pod('other', { labels: {} })
    expect(verdictLine(hand, 'pods', { owner: 'deploy/web', count: 1 })).toBe('passed')
    expect(verdictLine(hand, 'pods', { owner: 'deployment/api', phase: 'Running' })).toBe('pods of deployment/api |  | at least one | nothing is selected')
  })

  it('keeps to its namespace', () => {
    const hand = handMade()
    hand.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    hand.pod('web-0', { namespace: 'shop' })
    expect(verdictLine(hand, 'pods', { select: 'app=web', count: 0 })).toBe('passed')
    expect(verdictLine(hand, 'pod', { name: 'web-0', namespace: 'shop', phase: 'Pending' })).toBe('shop:pod/web-0 | phase | Pending | Running')
    expect(verdictLine(hand, 'pods', { namespace: '*', count: 1 })).toBe('passed')
  })

  it('knows pods without status fields', () => {
    const hand = handMade()
    hand.pod('new', { status: {} })
    expect(verdictLine(hand, 'pod', { name: 'new', ready: true })).toBe('pod/new | ready | true | false (Pending)')
    expect(verdictLine(hand, 'pod', { name: 'new', container: { name: 'web' } })).toBe('pod/new | container | web | web has no status yet')
  })

  it('tells all that is wrong with what is written', () => {
    expect(problemsOf('pods', { select: 'a==b==c', restarts: 'many', phase: '/(/', colour: 'red', ready: 'yes', age: 5 })).toMatchInlineSnapshot(`
      [
        "/pods/select: \`select\` must be a label selector such as \`app=web,tier!=cache\`: found '==', expected: ',' or 'end of string'",
        "/pods/restarts: \`restarts\` must be a comparison such as \`3\`, \`">= 2"\`, \`"< 5"\` or \`"2..4"\`, but is the text "many"",
        "/pods/phase: \`phase\` /(/ is no valid regular expression: /(/u: Unterminated group",
        "/pods/colour: \`colour\` is no matcher of \`pods\` [use one of \`phase\`, \`status\`, \`reason\`, \`message\`, \`ready\`, \`restarts\`, \`node\`, \`container\`, \`condition\`, \`qos\`, \`age\`, \`name\`, \`namespace\`, \`select\`, \`owner\`, \`count\`, \`nodes\`, \`spread\`]",
        "/pods/age: \`age\` must be a comparison such as \`"<= 30s"\` or \`"10s..1m"\`, but is the number 5 [5s]",
      ]
    `)
  })
})
