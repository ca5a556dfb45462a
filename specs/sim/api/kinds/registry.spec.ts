import { describe, expect, it } from 'vitest'
import { Kind } from '../../../../src/sim/api/kinds/ids.js'
import { kindById, kindOf, kindOfObject, kinds, removedApis, resolveResource } from '../../../../src/sim/api/kinds/registry.js'
import { suggestKind } from '../../../../src/sim/api/kinds/suggest-kind.js'
import { schemaKinds } from '../../../../src/sim/api/schema/read.js'

describe('kinds', () => {
  it('are those of ids.ts, each once', () => {
    expect(kinds.map((kind) => kind.id).sort()).toEqual(Object.values(Kind).sort())
  })

  it('have a schema, but for the metrics', () => {
    const known = new Set(schemaKinds())
    const without = kinds.filter((kind) => !known.has(`${kind.apiVersion}/${kind.kind}`))
    expect(without.map((kind) => kind.id)).toEqual(['NodeMetrics.metrics.k8s.io', 'PodMetrics.metrics.k8s.io'])
  })

  it('that are simulated print a name or a time first', () => {
    for (const kind of kinds.filter(({ simulated }) => simulated)) expect(['NAME', 'LAST SEEN']).toContain(kind.columns[0]?.name)
  })

  it.each([
    ['pods', 'Pod'], ['pod', 'Pod'], ['po', 'Pod'], ['Pod', 'Pod'], ['PODS', 'Pod'], ['deploy', 'Deployment.apps'], ['deployments.apps', 'Deployment.apps'],
    ['deployment.v1.apps', 'Deployment.apps'], ['rs', 'ReplicaSet.apps'], ['svc', 'Service'], ['no', 'Node'], ['ns', 'Namespace'], ['hpa', 'HorizontalPodAutoscaler.autoscaling'],
    ['pdb', 'PodDisruptionBudget.policy'], ['pc', 'PriorityClass.scheduling.k8s.io'], ['ev', 'Event'], ['events', 'Event'], ['events.events.k8s.io', 'Event.events.k8s.io'],
    ['endpointslices', 'EndpointSlice.discovery.k8s.io'], ['ep', 'Endpoints'], ['nodes', 'Node'], ['pods.metrics.k8s.io', 'PodMetrics.metrics.k8s.io'], ['crds', 'CustomResourceDefinition.apiextensions.k8s.io'],
    ['ingress', 'Ingress.networking.k8s.io'], ['netpol', 'NetworkPolicy.networking.k8s.io'], ['poddd', undefined], ['deployments.batch', undefined],
  ])('resolves %s to %s', (name, id) => expect(resolveResource(name)?.id).toBe(id))

  it('are found by apiVersion and kind', () => {
    expect(kindOf('apps/v1', 'Deployment')).toBe(kindById('Deployment.apps'))
    expect(kindOf('autoscaling/v1', 'HorizontalPodAutoscaler')).toBe(kindById('HorizontalPodAutoscaler.autoscaling'))
    expect(kindOf('v1', 'Deployment')).toBeUndefined()
    expect(kindOfObject({ apiVersion: 'v1', kind: 'Pod' })?.resource).toBe('pods')
    expect(kindOf('apps/v1', 'Deployment')?.resource).toBe('deployments.apps')
  })

  it('know what became of old API versions', () => {
    expect(removedApis['extensions/v1beta1 Ingress']).toEqual({ removedIn: '1.22', use: 'networking.k8s.io/v1' })
    for (const [type, { use }] of Object.entries(removedApis)) {
      const [apiVersion = '', kind = ''] = type.split(' ')
      expect(kindOf(apiVersion, kind)).toBeUndefined()
      if (use !== undefined) expect(kindOf(use, kind), type).toBeDefined()
    }
  })

  it.each([
    ['v1', 'Pot', 'did you mean "Pod"?'], ['v1', 'Deployment', 'use apiVersion: apps/v1'], ['app/v1', 'Deployment', 'use apiVersion: apps/v1'], ['apps/v1', 'Deploment', 'did you mean "Deployment"?'],
    ['apps/v1', 'pod', 'did you mean "Pod"?'], ['policy/v1beta1', 'PodSecurityPolicy', undefined], ['example.com/v1', 'Service', undefined], ['storage.k8s.io/v2', 'StorageClass', 'use apiVersion: storage.k8s.io/v1'],
  ])('suggest for %s %s: %s', (apiVersion, kind, suggestion) => expect(suggestKind(apiVersion, kind)).toBe(suggestion))
})
