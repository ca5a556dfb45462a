import { autoscalerInV1 } from '../../sim/api/autoscaler-versions.js'
import type { Json, JsonObject, KubeObject } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { containsText, mismatch, readPartial, type Partial } from '../contains.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { missing } from '../judge.js'
import { complain, isObject, takeObject, under, type Reading } from '../reading.js'
import { readSelection, refOf, type Selection } from '../references.js'
import { describeValue } from '../values/parsed.js'
import { failed, passed, type Verdict } from '../verdict.js'

interface Params {
  readonly selection: Selection
  readonly partial: Partial
  /** The object as the version shows it that was asked for; undefined: as it is stored. */
  readonly shownAs?: (object: JsonObject) => JsonObject
}

const named = new Set(['name', 'namespace'])

function read(raw: Json, reading: Reading): Params | undefined {
  const object = takeObject(reading, raw)
  if (object === undefined) return undefined
  const { apiVersion, kind, metadata = {}, ...rest } = object
  if (typeof kind !== 'string') return complain(under(reading, 'kind'), `must be a kind, but is ${describeValue(kind)}`)
  const name = reading.scope.kindNamed(kind, typeof apiVersion === 'string' ? apiVersion : undefined)
  const group = apiVersion === undefined ? '' : ` of ${String(apiVersion)}`
  if (name === undefined) return complain(under(reading, 'kind'), `names the kind \`${kind}\`${group}, which this cluster does not know`)
  if (!isObject(metadata)) return complain(under(reading, 'metadata'), `must be a mapping, but is ${describeValue(metadata)}`)
  const labels = Object.fromEntries(Object.entries(metadata).filter(([key]) => !named.has(key)))
  const at = under(reading, 'metadata')
  return {
    selection: readSelection(
      name,
      kind.toLowerCase(),
      {
        ...(metadata['name'] === undefined ? {} : { name: metadata['name'] }),
        ...(metadata['namespace'] === undefined ? {} : { namespace: metadata['namespace'] }),
      },
      at,
    ),
    partial: readPartial({ ...(Object.keys(labels).length === 0 ? {} : { metadata: labels }), ...rest }, reading),
    ...(apiVersion === 'autoscaling/v1' && kind === 'HorizontalPodAutoscaler' && { shownAs: autoscalerInV1 }),
  }
}

const asStored = (object: JsonObject): JsonObject => object

/** Some object of those named contains all of it; the mismatch told is that of the first. */
function evaluate(view: ClusterView, { selection, partial, shownAs = asStored }: Params): Verdict {
  const objects = selection.find(view)
  if (objects.length === 0) return missing(selection)
  const misses = objects.map((object) => mismatch(partial, shownAs(object as unknown as JsonObject)))
  if (misses.includes(undefined)) return passed
  const miss = misses[0]!
  const others = objects.length === 1 ? '' : ` (${objects[0]!.metadata.name}; none of ${objects.length} matches)`
  return failed({
    subject: selection.text,
    path: miss.path,
    expected: miss.expected,
    actual: `${miss.actual}${others}`,
    objects: objects.slice(0, 3).map((object: KubeObject) => refOf(object)),
  })
}

export const resource: AssertionDefinition = defineAssertion<Params>({
  name: 'resource',
  observes: [],
  read,
  evaluate,
  alsoObserves: ({ selection }) => [selection.kind],
  text: ({ selection, partial }) => `${selection.text} contains ${containsText(partial)}`,
  selection: ({ selection }) => selection,
})
