import type { ActorContext } from '../../state.js'

/** What the metrics client says while nobody serves a metrics API that is registered (aggregator and metrics client, 1.36); undefined: it is served. */
export function outage({ cluster }: ActorContext, api: 'resource' | 'custom' | 'external', resource: string): string | undefined {
  if (!cluster.conditions.some(({ fault }) => fault === 'metrics-down')) return undefined
  return `unable to fetch metrics from ${api} metrics API: the server is currently unable to handle the request (get ${resource})`
}
