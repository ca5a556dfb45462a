/** Shapes that several steps share. */

import type { JsonSchema } from '../../assertions/schema-parts.js'
import { choosing, either, mapOf, oneOrList, objectReference, reference, selector, text } from '../../assertions/schema-parts.js'

/** Files, folders, globs, inline objects, or a list of them. */
export const manifests: JsonSchema = oneOrList(
  either(text(), { type: 'object', minProperties: 1 }),
  'File, folder, glob, inline object, `{ helm: … }` or `{ kustomize: … }`, or a list of these. Paths are relative to the scenario\'s file.',
)

export const fieldManager: JsonSchema = text('Who owns the fields that are set, as `--field-manager`; default: kubectl\'s name for the command.')
export const dryRun: JsonSchema = { type: ['string', 'boolean'], enum: ['server', true, false], description: '`server`: everything is done but the storing, as `--dry-run=server`.' }

/** Manifests as such, or with flags: `{ files: web.yaml, serverSide: true }`. */
export const flaggedManifests = (flags: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  ...manifests,
  properties: { files: { ...manifests, description: 'With flags beside them: the manifests.' }, objects: { ...manifests, description: 'The same as `files`, for objects that stand here.' }, fieldManager, dryRun, ...flags },
})

/** `deployment/web`, or several: `{ ref: pods, select: app=web }`. */
export const target: JsonSchema = either(
  reference(),
  { type: 'object', properties: { ref: reference('`pods`, or `pod/web-*`'), ...choosing }, required: ['ref'], additionalProperties: false },
  { description: 'An object, such as `deployment/web`, or `{ ref: pods, select: app=web }`.' },
)

/** One value for each object: `{ deployment/web: … }`. */
export const perObject = (value: JsonSchema, description: string): JsonSchema =>
  ({ ...mapOf(value, description), propertyNames: { format: 'object-reference' }, minProperties: 1 })

/** `{ node/worker-0: "disk=ssd old-" }`, or several at once: `{ ref: pods, select: app=web, set: "tier=front" }`. */
export const marking = (description: string): JsonSchema => ({
  type: 'object',
  description,
  properties: { ref: reference(), ...choosing, select: selector(), set: text('What kubectl takes: `key=value`, `key-`, several with spaces between.') },
  additionalProperties: text('What kubectl takes: `key=value`, `key-`, several with spaces between.'),
  propertyNames: { format: 'marking-target' },
  minProperties: 1,
})

/** Nodes by name: `worker-0`, `node/worker-0`, or a list. */
export const nodes: JsonSchema = oneOrList(text('Name of a node.'))
export const pod: JsonSchema = objectReference('A pod.')
