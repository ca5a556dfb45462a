/**
 * How many endpoints each zone may have (k8s.io/endpointslice topologycache, 0.36): by the zone's share of the cluster's CPU, and no
 * zone so few that its endpoints get more than a fifth above their share. Zones go by name where the original goes by chance.
 */

/** A zone's part of the CPU of all ready nodes that are not of the control plane. */
export type ZoneRatios = ReadonlyMap<string, number>

/** How many endpoints are hinted for a zone. */
export type ZoneCounts = ReadonlyMap<string, number>

export interface Allocation {
  readonly maximum: number
  readonly desired: number
}

const overloadThreshold = 0.2
const share = 1 / (1 + overloadThreshold)

/** What each zone may have, or in words why there can be no hints (getAllocations). */
export function allocate(ratios: ZoneRatios | undefined, endpoints: number): ReadonlyMap<string, Allocation> | string {
  if (ratios === undefined) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'
  const counts = `(${endpoints} endpoints, ${ratios.size} zones)`
  if (ratios.size > endpoints) return `Insufficient number of endpoints ${counts}`
  const minima = [...ratios].map(([zone, ratio]) => ({ zone, wanted: ratio * endpoints, minimum: Math.ceil(ratio * endpoints * share) }))
  const spare = endpoints - minima.reduce((sum, { minimum }) => sum + minimum, 0)
  if (spare < 0) return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`
  return new Map(minima.map(({ zone, wanted, minimum }) => [zone, { maximum: minimum + spare, desired: Math.max(wanted, minimum) }]))
}

/** Whether a zone has too few endpoints for its share (serviceOverloaded). */
export function isOverloaded(counts: ZoneCounts, ratios: ZoneRatios | undefined): boolean {
  if (counts.size === 0) return false
  if (ratios === undefined) return true
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...ratios].some(([zone, ratio]) => !counts.has(zone) || counts.get(zone)! < Math.ceil(total * ratio * share))
}

export interface Moves {
  /** How many endpoints a zone gives to others. */
  readonly giving: Map<string, number>
  readonly receiving: Map<string, number>
}

/** Which zones have more than they should, and which less, in whole endpoints (getGivingAndReceivingZones). */
export function movesBetween(allocations: ReadonlyMap<string, Allocation>, counts: ZoneCounts): Moves {
  const surplus = new Map<string, number>()
  const shortage = new Map<string, number>()
  for (const [zone, { desired }] of allocations) {
    const over = (counts.get(zone) ?? 0) - desired
    if (over > 0) surplus.set(zone, over)
    else if (over < 0) shortage.set(zone, -over)
  }
  const moves: Moves = { giving: new Map(), receiving: new Map() }
  for (;;) {
    const [giver, receiver] = [most(surplus), most(shortage)]
    if (giver === undefined || receiver === undefined) return moves
    const [toGive, toReceive] = [surplus.get(giver)!, shortage.get(receiver)!]
    if ((toGive < 1 && toReceive < 1) || toGive < 0.5 || toReceive < 0.5) return moves
    move(surplus, moves.giving, giver)
    move(shortage, moves.receiving, receiver)
  }
}

function move(from: Map<string, number>, to: Map<string, number>, zone: string): void {
  from.set(zone, from.get(zone)! - 1)
  to.set(zone, (to.get(zone) ?? 0) + 1)
}

/** The zone with the largest number above 0. */
function most(zones: ReadonlyMap<string, number>): string | undefined {
  let found: string | undefined
  for (const [zone, count] of zones) if (count > (found === undefined ? 0 : zones.get(found)!)) found = zone
  return found
}
