import { describe, expect, it } from 'vitest'
import type { KubeObject, Pod } from '../../../src/sim/api/types.js'
import { reach } from '../../../src/sim/network/reach.js'
import type { Origin, ReachQuestion } from '../../../src/sim/questions.js'
import { from, network, pod, policy, service } from './objects.js'

const client = pod('client', { app: 'client' })
const web0 = pod('web-0', { app: 'web' })
const web1 = pod('web-1', { app: 'web' }, { node: 'worker-1' })
const ask = (objects: readonly (KubeObject | readonly KubeObject[])[], question: Partial<ReachQuestion> = {}, faults: Parameters<typeof network>[1] = []): string => {
  const { outcome, why } = reach(network([client, web0, web1, ...objects], faults), { from: from(client), namespace: 'default', service: 'web', ...question })
  return `${outcome}: ${why}`
}
const web = service('web', [web0, web1])
const selecting = (labels: Record<string, string>, more: object): object => ({ podSelector: { matchLabels: labels }, ...more })

describe('a connection to a Service', () => {
  it('comes through when every endpoint answers', () => expect(ask([web])).toBe('all: all 2 endpoints answer'))
  it('needs the Service', () => expect(ask([])).toBe('none: there is no service/web in the namespace default'))
  it('needs a client that runs', () => {
    const waiting = { ...client, status: { ...client.status, phase: 'Pending', containerStatuses: [] } } as Pod
    expect(ask([web], { from: from(waiting) })).toBe('none: pod/client, which the request comes from, has no running container (Pending)')
  })
  it.each<[string, Partial<ReachQuestion>, string]>([
    ['by number', { port: 80 }, 'all: all 2 endpoints answer'],
    ['that is not there', { port: 8080 }, 'none: service/web has no port 8080 (it has 80/TCP)'],
    ['of another protocol', { port: 80, protocol: 'UDP' }, 'none: service/web has no port 80 (it has 80/TCP)'],
  ])('a port %s', (_what, question, answer) => expect(ask([web], question)).toBe(answer))
  it('asks which of several ports', () =>
    expect(ask([service('web', [web0], { ports: [{ name: 'http', port: 80 }, { name: 'admin', port: 9000 }] })])).toBe('none: service/web has several ports (http 80/TCP, admin 9000/TCP): say which'))
  it('is refused without ready endpoints', () =>
    expect(ask([service('web', [web0, web1], {}, () => false)])).toBe('none: connection refused: none of the 2 endpoints of service/web is ready'))
  it('ends where nothing listens: the usual wrong targetPort', () =>
    expect(ask([service('web', [web0], { ports: [{ port: 80, targetPort: 8080 }] })])).toBe(
      'none: 0 of 1 endpoints answer; pod/web-0: connection refused: no container of pod/web-0 declares port 8080/TCP (declared: 80/TCP)'))
  it('to a port that only a probe asks, goes well', () => {
    const probed = pod('web-2', { app: 'web' }, { spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ containerPort: 9 }], readinessProbe: { httpGet: { port: 8080 } } }] } })
    expect(ask([probed, service('web', [probed], { ports: [{ port: 80, targetPort: 8080 }] })])).toBe('all: its endpoint answers')
  })
  it('meets dead nodes before their pods leave the endpoints', () =>
    expect(ask([web], {}, [{ fault: 'node-failure', params: { nodes: ['worker-1'] } }])).toBe('some: 1 of 2 endpoints answer; pod/web-1: node/worker-1, which runs it, is down'))
  it('of a Service with internalTrafficPolicy Local stays on the node', () => {
    expect(ask([service('web', [web0, web1], { internalTrafficPolicy: 'Local' })])).toBe('all: its endpoint answers')
    expect(ask([service('web', [web1], { internalTrafficPolicy: 'Local' })])).toBe('none: no answer: none of its endpoints is on node/worker-0, and its internalTrafficPolicy is Local')
  })
  it('from outside needs a published port', () => {
    expect(ask([web], { from: { kind: 'outside' } })).toBe('none: service/web is a ClusterIP Service: it has no port outside of the cluster')
    expect(ask([service('web', [web0], { type: 'NodePort' })], { from: { kind: 'outside' } })).toBe('all: its endpoint answers')
  })
  it('to a headless Service goes to the pods themselves, by their own port', () => {
    const headless = (port: number): readonly KubeObject[] => service('web', [web0], { clusterIP: 'None', ports: [{ port, targetPort: 80 }] })
    expect(ask([headless(80)])).toBe('all: its endpoint answers')
    expect(ask([headless(8080)])).toContain('declares port 8080/TCP')
  })
  it('to an alias of something outside is not simulated', () => expect(ask([service('web', [], { type: 'ExternalName', externalName: 'db.example.com' })])).toContain('is an alias of db.example.com'))
  it('fails while names cannot be looked up, unless the address is known', () => {
    expect(ask([web], {}, [{ fault: 'dns-down', params: {} }])).toContain('the cluster\'s DNS is down')
    expect(ask([web], { via: 'address' }, [{ fault: 'dns-down', params: {} }])).toBe('all: all 2 endpoints answer')
  })
})

describe('network policies', () => {
  const denyIn = policy('deny', selecting({ app: 'web' }, { policyTypes: ['Ingress'] }))
  const allow = (rule: object, name = 'allow'): KubeObject => policy(name, selecting({ app: 'web' }, { policyTypes: ['Ingress'], ingress: [rule] }))
  const blocked = 'none: 0 of 2 endpoints answer; pod/web-0: blocked by '
  it.each<[string, readonly KubeObject[], string]>([
    ['that selects the server and has no rule blocks', [denyIn], `${blocked}networkpolicy/deny (ingress of pod/web-0)`],
    ['of another namespace means nothing', [policy('deny', selecting({}, { policyTypes: ['Ingress'] }), 'shop')], 'all: all 2 endpoints answer'],
    ['that allows is named', [denyIn, allow({ from: [{ podSelector: { matchLabels: { app: 'client' } } }] })], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['with an empty rule allows everything', [allow({})], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['allows another port only', [allow({ ports: [{ port: 443, protocol: 'TCP' }] })], `${blocked}networkpolicy/allow (ingress of pod/web-0)`],
    ['allows a named port', [allow({ ports: [{ port: 'http', protocol: 'TCP' }] })], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['allows a range of ports', [allow({ ports: [{ port: 79, endPort: 81 }] })], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['allows by address', [allow({ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] })], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['excepts addresses', [allow({ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.0.0/16'] } }] })], `${blocked}networkpolicy/allow (ingress of pod/web-0)`],
    ['allows pods of a namespace', [allow({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }] })], 'all: all 2 endpoints answer, allowed by networkpolicy/allow (ingress)'],
    ['needs both selectors of one peer', [allow({ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'other' } } }] })], `${blocked}networkpolicy/allow (ingress of pod/web-0)`],
    ['is one of several that may allow', [allow({ ports: [{ port: 443 }] }, 'tls'), allow({ ports: [{ port: 80 }] }, 'plain')], 'all: all 2 endpoints answer, allowed by networkpolicy/plain (ingress)'],
  ])('a policy %s', (_what, policies, answer) => expect(ask([web, ...policies])).toBe(answer))

  const egress = (rules: readonly object[]): KubeObject => policy('out', selecting({ app: 'client' }, { policyTypes: ['Egress'], egress: rules }))
  const dns = { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ port: 53, protocol: 'UDP' }] }
  it('that denies egress takes the names away first', () =>
    expect(ask([web, egress([])])).toBe('none: its name cannot be looked up: requests to DNS (kube-system, k8s-app=kube-dns, UDP 53) are blocked by networkpolicy/out (egress of pod/client)'))
  it('that allows DNS alone blocks the rest', () => expect(ask([web, egress([dns])])).toBe(`${blocked}networkpolicy/out (egress of pod/client)`))
  it('that allows DNS and the pods lets it pass', () =>
    expect(ask([web, egress([dns, { to: [{ podSelector: { matchLabels: { app: 'web' } } }] }])])).toBe('all: all 2 endpoints answer, allowed by networkpolicy/out (egress)'))
  it('never stands between a pod and itself', () => expect(ask([service('web', [web0]), denyIn], { from: from(web0), via: 'address' })).toBe('all: its endpoint answers'))
  it('lets the node pass that runs the pod, and no other', () => {
    const node = (name: string): Origin => ({ kind: 'node', name })
    expect(ask([service('web', [web0]), denyIn], { from: node('worker-0') })).toBe('all: its endpoint answers')
    expect(ask([service('web', [web0]), denyIn], { from: node('worker-1') })).toContain('blocked by networkpolicy/deny')
  })
  it('does not select pods on the host\'s network', () => {
    const host = pod('web-9', { app: 'web' }, { spec: { hostNetwork: true } })
    expect(ask([host, service('web', [host]), denyIn])).toBe('all: its endpoint answers')
  })
})
