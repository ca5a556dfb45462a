import type { Fields } from './fill.js'
import { mapSame, replace } from './fill.js'
import { podLevelResources } from './pod-resources.js'
import { fillResources } from './resources.js'
import type { Resources } from './resources.js'

/** Requests that are not given follow the limits; in pods only, never in templates. */
function requestsFromLimits(container: Fields): Fields {
  const resources = container['resources'] as Fields | undefined
  const limits = resources?.['limits'] as Resources | undefined
  if (!resources || !limits) return container
  const requests = resources['requests'] as Resources | undefined
  const filled = fillResources(requests, limits)
  return filled === requests ? container : { ...container, resources: { ...resources, requests: filled } }
}

/** On the host's network every container port is a host port. */
function portsOnHost(container: Fields): Fields {
  const ports = container['ports'] as readonly Fields[] | undefined
  if (!ports) return container
  return replace(container, 'ports', mapSame(ports, (port) => (port['hostPort'] ? port : { ...port, hostPort: port['containerPort'] })))
}

function eachContainer(spec: Fields, change: (container: Fields) => Fields): Fields {
  let changed = spec
  for (const name of ['containers', 'initContainers']) {
    const containers = spec[name] as readonly Fields[] | undefined
    if (containers) changed = replace(changed, name, mapSame(containers, change))
  }
  return changed
}

/** What `SetDefaults_Pod` adds to the defaults of every pod spec. */
export function podDefaults(pod: Fields): Fields {
  const given = (pod['spec'] ?? {}) as Fields
  let spec = eachContainer(given, requestsFromLimits)
  if (spec['resources'] !== undefined) spec = replace(spec, 'resources', podLevelResources(spec))
  if (spec['enableServiceLinks'] === undefined) spec = { ...spec, enableServiceLinks: true }
  if ((spec['terminationGracePeriodSeconds'] as number | undefined ?? 0) < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 }
  if (spec['hostNetwork'] === true) spec = eachContainer(spec, portsOnHost)
  return spec === given ? pod : { ...pod, spec }
}
