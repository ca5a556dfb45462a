import type { Cluster } from '../state.js'
import type { Invariant, Violation } from './define.js'
import { deletions } from './deletions.js'
import { indexes } from './indexes.js'
import { nodeCapacity } from './node-capacity.js'
import { owners } from './owners.js'
import { podAddresses } from './pod-addresses.js'
import { podPhases } from './pod-phases.js'
import { revisions } from './revisions.js'

export type { Invariant, Violation } from './define.js'

export const invariants: readonly Invariant[] = [revisions, indexes, owners, deletions, podPhases, podAddresses, nodeCapacity]

/** All that is broken, in the order of the registry. Reads the whole log: for the end of a run, or now and then. */
export const checkInvariants = (cluster: Cluster): readonly Violation[] => invariants.flatMap(({ check }) => check(cluster))
