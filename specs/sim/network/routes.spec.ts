import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/sim/api/types.js'
import { route } from '../../../src/sim/network/routes.js'
import type { RouteQuestion } from '../../../src/sim/questions.js'
import { network, object, pod, service } from './objects.js'

const backend = (name: string, number = 80): object => ({ service: { name, port: { number } } })
const path = (pathText: string, to: string, pathType = 'Prefix'): object => ({ path: pathText, pathType, backend: backend(to) })
const ingress = (name: string, rules: readonly object[], more: object = {}): KubeObject => object('networking.k8s.io/v1', 'Ingress', name, { rules, ...more })
const rule = (host: string | undefined, paths: readonly object[]): object => ({ ...(host === undefined ? {} : { host }), http: { paths } })
const services = ['web', 'cart', 'pay', 'any', 'next'].flatMap((name) => service(name, [pod(`${name}-0`)]))
const ask = (objects: readonly KubeObject[], host: string, asked = '/', more: Partial<RouteQuestion> = {}): string => {
  const { outcome, by, backends } = route(network([...services, ...objects]), { host, path: asked, ...more })
  return outcome === 'routed' ? `${by} ${backends.map(({ service: name, percent }) => (percent === 100 ? name : `${name} ${percent}%`)).join(' ')}` : `${outcome} ${by ?? ''}`.trim()
}

describe('Ingress', () => {
  const shop = ingress('shop', [
    rule('shop.example.com', [path('/', 'web'), path('/cart', 'cart'), path('/cart/pay', 'pay', 'Exact')]), rule('*.example.com', [path('/', 'any')]),
  ])
  it.each([
    ['shop.example.com', '/', 'ingress/shop web'],
    ['SHOP.example.com', '/x', 'ingress/shop web'],
    ['shop.example.com', '/cart', 'ingress/shop cart'],
    ['shop.example.com', '/cart/', 'ingress/shop cart'],
    ['shop.example.com', '/cart/1', 'ingress/shop cart'],
    ['shop.example.com', '/cartridge', 'ingress/shop web'],
    ['shop.example.com', '/cart/pay', 'ingress/shop pay'],
    ['shop.example.com', '/cart/pay/1', 'ingress/shop cart'],
    ['blog.example.com', '/', 'ingress/shop any'],
    ['a.blog.example.com', '/', 'unmatched'],
    ['example.com', '/', 'unmatched'],
  ])('%s%s', (host, asked, answer) => expect(ask([shop], host, asked)).toBe(answer))
  it('falls back to the default backend', () => expect(ask([shop, ingress('rest', [], { defaultBackend: backend('next') })], 'other.com')).toBe('ingress/rest next'))
  it('without a host fits every host, after those that have one', () => {
    const open = ingress('open', [rule(undefined, [path('/', 'next')])])
    expect(ask([shop, open], 'other.com')).toBe('ingress/open next')
    expect(ask([shop, open], 'shop.example.com')).toBe('ingress/shop web')
  })
  it('that names no Service of the cluster, or a port that it lacks, is broken', () => {
    expect(route(network([ingress('a', [rule('a.com', [path('/', 'nobody')])])]), { host: 'a.com', path: '/' }).why).toBe('ingress/a: there is no service/nobody in the namespace default')
    const wrong = ingress('a', [rule('a.com', [{ path: '/', pathType: 'Prefix', backend: backend('web', 8080) }])])
    expect(route(network([...services, wrong]), { host: 'a.com', path: '/' }).why).toBe('ingress/a: service/web has no port 8080 (it has 80)')
  })
  it('that nobody matches, names the hosts there are', () => expect(route(network([shop]), { host: 'x.org', path: '/y' }).why).toBe('no rule fits x.org/y; the Ingresses know shop.example.com, *.example.com'))
})

describe('HTTPRoute', () => {
  const api = 'gateway.networking.k8s.io/v1'
  const gateway = (listener: object): KubeObject => object(api, 'Gateway', 'edge', { listeners: [{ name: 'http', port: 80, protocol: 'HTTP', ...listener }] })
  const httpRoute = (name: string, rules: readonly object[], more: object = {}, namespace = 'default'): KubeObject =>
    object(api, 'HTTPRoute', name, { parentRefs: [{ name: 'edge', namespace: 'default' }], hostnames: ['shop.example.com'], rules, ...more }, namespace)
  const to = (name: string, more: object = {}): object => ({ name, port: 80, ...more })
  const rules = [
    { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [to('web', { weight: 3 }), to('next', { weight: 1 }), to('any', { weight: 0 })] },
    { matches: [{ path: { type: 'PathPrefix', value: '/cart' } }], backendRefs: [to('cart')] },
    { matches: [{ path: { type: 'PathPrefix', value: '/cart' }, headers: [{ name: 'X-Beta', value: 'yes' }] }], backendRefs: [to('next')] },
    { matches: [{ path: { type: 'Exact', value: '/pay' }, method: 'POST' }], backendRefs: [to('pay')] },
    { matches: [{ path: { type: 'RegularExpression', value: '/v[0-9]+' } }], backendRefs: [to('any')] },
    { matches: [{ path: { type: 'Exact', value: '/old' } }], filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'x' } }] },
  ]
  const all = [gateway({}), httpRoute('shop', rules)]
  it.each<[string, Partial<RouteQuestion>, string]>([
    ['/', {}, 'httproute/shop web 75% next 25%'],
    ['/cart/1', {}, 'httproute/shop cart'],
    ['/cart/1', { headers: { 'x-beta': 'yes' } }, 'httproute/shop next'],
    ['/pay', { method: 'POST' }, 'httproute/shop pay'],
    ['/pay', {}, 'httproute/shop web 75% next 25%'],
    ['/v12', {}, 'httproute/shop any'],
    ['/old', {}, 'redirected httproute/shop'],
  ])('%s %o', (asked, more, answer) => expect(ask(all, 'shop.example.com', asked, more)).toBe(answer))
  it('needs a listener for the host', () => {
    expect(ask([gateway({ hostname: '*.example.com' }), httpRoute('shop', rules)], 'shop.example.com', '/cart')).toBe('httproute/shop cart')
    expect(ask([gateway({ hostname: 'other.com' }), httpRoute('shop', rules)], 'shop.example.com', '/cart')).toBe('unmatched')
    expect(ask([httpRoute('shop', rules)], 'shop.example.com', '/cart')).toBe('unmatched')
  })
  it('of another namespace must be let in, and needs a grant for what it refers to', () => {
    const far = httpRoute('far', [{ backendRefs: [to('web', { namespace: 'default' })] }], {}, 'shop')
    expect(ask([gateway({}), far], 'shop.example.com')).toBe('unmatched')
    const open = gateway({ allowedRoutes: { namespaces: { from: 'All' } } })
    expect(ask([open, far], 'shop.example.com')).toBe('broken shop:httproute/far')
    const grant = object(api, 'ReferenceGrant', 'grant', { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }], to: [{ group: '', kind: 'Service' }] })
    expect(ask([open, far, grant], 'shop.example.com')).toBe('shop:httproute/far web')
  })
})
