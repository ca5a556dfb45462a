import { describe, expect, it } from 'vitest'
import { decodeBase64Text } from '../../../src/sim/api/decode/base64.js'
import type { Secret, ServiceAccount } from '../../../src/sim/api/types.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, fullCluster, kubectl } from './full-cluster.js'

const account = (cluster: Cluster, name = 'bot'): ServiceAccount => apply<ServiceAccount>(cluster, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
const token = (cluster: Cluster, name: string, of: string, more: object = {}): Secret => apply<Secret>(cluster, {
  apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata: { name, annotations: { 'kubernetes.io/service-account.name': of } }, ...more,
})
const secretNamed = (cluster: Cluster, name: string): Secret | undefined => cluster.store.get<Secret>('Secret', `default/${name}`)

describe('a Secret for the token of a ServiceAccount', () => {
  it('is filled and bound to the account by its uid', () => {
    const cluster = fullCluster()
    const { metadata: { uid } } = account(cluster)
    token(cluster, 'bot-token', 'bot')
    advance(cluster, 1_000)
    const { metadata, data } = secretNamed(cluster, 'bot-token')!
    expect(metadata.annotations).toEqual({ 'kubernetes.io/service-account.name': 'bot', 'kubernetes.io/service-account.uid': uid })
    expect(Object.keys(data!).sort()).toEqual(['ca.crt', 'namespace', 'token'])
    expect(decodeBase64Text(data!['namespace']!)).toBe('default')
  })

  it('keeps the token that it brings', () => {
    const cluster = fullCluster()
    account(cluster)
    token(cluster, 'bot-token', 'bot', { data: { token: 'bWluZQ==' } })
    advance(cluster, 1_000)
    expect(secretNamed(cluster, 'bot-token')!.data!['token']).toBe('bWluZQ==')
  })

  it('goes where nobody has that name, and with its account', () => {
    const cluster = fullCluster()
    account(cluster)
    token(cluster, 'bot-token', 'bot')
    token(cluster, 'lost', 'nobody')
    apply(cluster, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'plain', annotations: { 'kubernetes.io/service-account.name': 'nobody' } } })
    advance(cluster, 1_000)
    expect([secretNamed(cluster, 'bot-token'), secretNamed(cluster, 'lost')].map((secret) => secret === undefined)).toEqual([false, true])
    deleteObject(kubectl(cluster), 'ServiceAccount', 'default/bot')
    advance(cluster, 1_000)
    expect(secretNamed(cluster, 'bot-token')).toBeUndefined()
    expect(secretNamed(cluster, 'plain')).toBeDefined()
  })

  it('goes with an account that another one of its name replaces at once', () => {
    const cluster = fullCluster()
    account(cluster)
    token(cluster, 'bot-token', 'bot')
    advance(cluster, 1_000)
    deleteObject(kubectl(cluster), 'ServiceAccount', 'default/bot')
    account(cluster)
    advance(cluster, 1_000)
    expect(secretNamed(cluster, 'bot-token')).toBeUndefined()
  })
})
