import { describe, expect, it } from 'vitest'
import { resolve } from '../../../src/sim/network/names.js'
import { from, network, pod, service } from './objects.js'

const client = pod('client')
const db0 = pod('db-0', { app: 'db' }, { spec: { hostname: 'db-0', subdomain: 'db' } })
const web0 = pod('web-0', { app: 'web' })
const cart = pod('cart-0', { app: 'cart' }, { namespace: 'shop' })
const net = network([
  client, db0, web0, cart, service('web', [web0], { ports: [{ name: 'http', port: 80 }] }), service('cart', [cart]), service('db', [db0], { clusterIP: 'None' }),
  service('alias', [], { type: 'ExternalName', externalName: 'db.example.com' }),
])
const ask = (name: string, one = client): string => {
  const { outcome, targets, fqdn } = resolve(net, from(one), name)
  return outcome === 'found' ? `${fqdn} -> ${targets.join(',')}` : outcome
}

describe('names', () => {
  it.each([
    ['web', 'web.default.svc.cluster.local -> service/web'],
    ['web.default', 'web.default.svc.cluster.local -> service/web'],
    ['WEB.default.svc', 'WEB.default.svc.cluster.local -> service/web'],
    ['web.default.svc.cluster.local', 'web.default.svc.cluster.local -> service/web'],
    ['web.default.svc.cluster.local.', 'web.default.svc.cluster.local -> service/web'],
    ['cart.shop', 'cart.shop.svc.cluster.local -> shop:service/cart'],
    ['cart', 'unknown'],
    ['web.default.', 'unknown'],
    ['db', 'db.default.svc.cluster.local -> pod/db-0'],
    ['db-0.db', 'db-0.db.default.svc.cluster.local -> pod/db-0'],
    ['db-1.db', 'unknown'],
    ['web-0.web', 'unknown'],
    ['_http._tcp.web.default.svc.cluster.local', '_http._tcp.web.default.svc.cluster.local -> service/web'],
    ['_grpc._tcp.web.default.svc.cluster.local', 'unknown'],
    [`${(web0.status?.podIP ?? '').replaceAll('.', '-')}.default.pod.cluster.local`, `${(web0.status?.podIP ?? '').replaceAll('.', '-')}.default.pod.cluster.local -> pod/web-0`],
    ['alias', 'alias.default.svc.cluster.local -> service/alias'],
    ['example.com', 'unknown'],
  ])('%s', (name, answer) => expect(ask(name)).toBe(answer))

  it('of the host are asked by pods on its network, unless they say otherwise', () => {
    const host = (dnsPolicy: string): typeof client => pod('host', {}, { spec: { hostNetwork: true, dnsPolicy } })
    expect(resolve(net, from(host('ClusterFirst')), 'web').why).toContain('ClusterFirstWithHostNet would')
    expect(ask('web', host('ClusterFirstWithHostNet'))).toBe('web.default.svc.cluster.local -> service/web')
  })
  it('follow the pod\'s own search path', () => {
    const own = pod('own', {}, { spec: { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'], searches: ['shop.svc.cluster.local'] } } })
    expect(ask('cart', own)).toBe('cart.shop.svc.cluster.local -> shop:service/cart')
    expect(ask('web', own)).toBe('unknown')
  })
})
