import type { FieldError } from '../errors.js'
import type { KubeObject } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { clusterSubdomain, validateMetadata } from './metadata.js'
import { child, root } from './path.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, optional, text } from './values.js'
import type { Fields } from './values.js'

/** PriorityLevelConfigurations: kubernetes `pkg/apis/flowcontrol/validation` 1.36. */

const specPath = root('spec')
const maxQueues = 10_000_000
const maxHashBits = 60

export function validatePriorityLevel(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterSubdomain, errors)
  const spec = fields((object as KubeObject & Fields)['spec'])
  const type = text(spec['type'])
  if ((object.metadata.name === 'exempt') !== (type === 'Exempt')) errors.push(invalid(child(specPath, 'type'), type, "must be 'Exempt' if and only if `name` is 'exempt'"))
  if (type === 'Exempt') exemptLevel(spec, errors)
  else if (type === 'Limited') limitedLevel(spec, errors)
  else errors.push(notSupported(child(specPath, 'type'), type, ['Exempt', 'Limited']))
  return errors
}

function exemptLevel(spec: Fields, errors: Errors): void {
  if (isPresent(spec['limited'])) errors.push(forbidden(child(specPath, 'limited'), 'must be nil if the type is not Limited'))
  const exempt = optional(spec['exempt'])
  if (exempt) shares(child(specPath, 'exempt'), exempt, errors)
}

function limitedLevel(spec: Fields, errors: Errors): void {
  if (isPresent(spec['exempt'])) errors.push(forbidden(child(specPath, 'exempt'), 'must be nil if the type is Limited'))
  const path = child(specPath, 'limited')
  const limited = optional(spec['limited'])
  if (limited === undefined) {
    errors.push(required(path, 'must not be empty when type is Limited'))
    return
  }
  const [response, own]: [Errors, Errors] = [[], []]
  limitResponse(child(path, 'limitResponse'), fields(limited['limitResponse']), response)
  shares(path, limited, own)
  const borrowed = limited['borrowingLimitPercent']
  if (typeof borrowed === 'number' && borrowed < 0) own.push(invalid(child(path, 'borrowingLimitPercent'), borrowed, 'if specified, must be a non-negative integer'))
  const first = own.filter(({ field }) => field.endsWith('nominalConcurrencyShares'))
  errors.push(...first, ...response, ...own.slice(first.length))
}

function shares(path: FieldPath, level: Fields, errors: Errors): void {
  const [nominal, lendable] = [level['nominalConcurrencyShares'], level['lendablePercent']]
  if (typeof nominal === 'number' && nominal < 0) errors.push(invalid(child(path, 'nominalConcurrencyShares'), nominal, 'must be a non-negative integer'))
  if (typeof lendable === 'number' && (lendable < 0 || lendable > 100)) errors.push(invalid(child(path, 'lendablePercent'), lendable, 'must be between 0 and 100, inclusive'))
}

function limitResponse(path: FieldPath, response: Fields, errors: Errors): void {
  const type = text(response['type'])
  const at = child(path, 'queuing')
  const queuing = optional(response['queuing'])
  if (type === 'Reject') {
    if (queuing) errors.push(forbidden(at, 'must be nil if limited.limitResponse.type is not Limited'))
  } else if (type !== 'Queue') errors.push(notSupported(child(path, 'type'), type, ['Queue', 'Reject']))
  else if (queuing) queues(at, queuing, errors)
  else errors.push(required(at, 'must not be empty if limited.limitResponse.type is Limited'))
}

function queues(path: FieldPath, queuing: Fields, errors: Errors): void {
  const [limit, deck, hand] = [count(queuing['queueLengthLimit']), count(queuing['queues']), count(queuing['handSize'])]
  if (limit <= 0) errors.push(invalid(child(path, 'queueLengthLimit'), limit, 'must be positive'))
  if (deck <= 0) errors.push(invalid(child(path, 'queues'), deck, 'must be positive'))
  else if (deck > maxQueues) errors.push(invalid(child(path, 'queues'), deck, `must not be greater than ${maxQueues}`))
  const why = wrongHand(deck, hand)
  if (why !== undefined) errors.push(invalid(child(path, 'handSize'), hand, why))
}

/** A hand is dealt by the bits of one hash (apiserver shufflesharding RequiredEntropyBits). */
function wrongHand(deck: number, hand: number): string | undefined {
  if (hand <= 0) return 'must be positive'
  if (hand > deck) return `should not be greater than queues (${deck})`
  return Math.ceil(Math.log2(deck) * hand) > maxHashBits ? `required entropy bits of deckSize ${deck} and handSize ${hand} should not be greater than ${maxHashBits}` : undefined
}
