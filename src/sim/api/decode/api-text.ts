/** The API server's words for a manifest it cannot decode: sigs.k8s.io/json (decode.go, kubernetes_patch.go) and apiserver `handlers/negotiation` 1.36. */
import { structOf } from '../schema/read.js'
import type { FieldShape, Shape, StructShape } from '../schema/read.js'
import { fieldOf } from './problem.js'
import type { Fault, Path } from './fault.js'

const scalarTypes: Readonly<Record<string, string>> = {
  s: 'string', b: 'bool', i: 'int32', x: 'int32', l: 'int64', d: 'float64', y: '[]uint8', q: 'string', t: 'string', u: 'string',
}

/** `core/v1.Container` -> `v1.Container` */
const goNameOf = (struct: StructShape): string => struct.name.slice(struct.name.indexOf('/') + 1)

function goTypeOf(shape: Shape): string {
  switch (shape.form) {
    case 'list': return `[]${goTypeOf(shape.item)}`
    case 'map': return `map[string]${goTypeOf(shape.item)}`
    case 'struct': return goNameOf(structOf(shape))
    case 'q': return 'resource.Quantity'
    case 't': return 'v1.Time'
    case 'u': return 'v1.MicroTime'
    case 'x': return 'intstr.IntOrString'
    default: return scalarTypes[shape.form] ?? 'interface {}'
  }
}

interface Place {
  /** The struct that holds the field, and the way to the field without indices and keys. */
  readonly struct: StructShape
  readonly names: readonly string[]
  readonly goType: string
}

/** The Go type behind one more index or key, where the field's type has a name of its own. */
const itemType = (goType: string, shape: Shape): string => (goType.startsWith('[]') ? goType.slice(2) : goTypeOf(shape))

function placeOf(root: StructShape, path: Path): Place {
  let place: Place = { struct: root, names: [], goType: goNameOf(root) }
  let struct: StructShape | undefined = root
  let shape: Shape | undefined
  for (const part of path) {
    if (struct) {
      const field: FieldShape | undefined = struct.fields.get(String(part))
      if (!field) return place
      const names = [...place.names, ...(field.embedded?.split('.') ?? []), field.name]
      shape = field.shape
      place = { struct, names, goType: field.goType ?? goTypeOf(shape) }
    } else if (shape && (shape.form === 'list' || shape.form === 'map')) {
      shape = shape.item
      place = { ...place, goType: itemType(place.goType, shape) }
    }
    struct = shape?.form === 'struct' ? structOf(shape) : undefined
  }
  return place
}

/** The word by which Go names a JSON value; numbers that do not fit an integer come with their text. */
function jsonWord(given: unknown, shape: Shape | undefined): string {
  if (Array.isArray(given)) return 'array'
  if (typeof given === 'object') return 'object'
  if (typeof given === 'boolean') return 'bool'
  if (typeof given === 'string') return 'string'
  return shape && 'ilx'.includes(shape.form) ? `number ${String(given)}` : 'number'
}

/** Types that read themselves give up with the type they hand over to, not their own. */
function wantedType(place: Place, shape: Shape | undefined): string {
  return shape && 'xtu'.includes(shape.form) ? (scalarTypes[shape.form] as string) : place.goType
}

function typeErrorText(root: StructShape, fault: Fault): string {
  const place = placeOf(root, fault.path)
  const where = place.names.length === 0 ? 'Go value' : `Go struct field ${place.struct.goName}.${place.names.join('.')}`
  return `json: cannot unmarshal ${jsonWord(fault.given, fault.shape)} into ${where} of type ${wantedType(place, fault.shape)}`
}

/** Whether decoding stops at once there: a type's own reader refused, where plain type errors wait for the end of the object. */
const isFinal = (fault: Fault): boolean => fault.refusal !== undefined || (fault.shape !== undefined && 'xtu'.includes(fault.shape.form))

/** As many unknown fields as the server lists. */
const maxUnknown = 100

/** kubectl reads the metadata before it sends anything, and refuses in its own name. */
function metadataText(root: StructShape, faults: readonly Fault[]): string | undefined {
  const first = faults.find(isFinal) ?? faults[0]
  if (!first) return undefined
  if (first.path.length > 1) return first.refusal ?? typeErrorText(root, first)
  return `json: cannot unmarshal ${jsonWord(first.given, first.shape)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`
}

/**
 * The one sentence for all faults of a manifest, `faults` being in the order in which the server meets them.
 * `subject` stands before the server's own words, e.g. `Pod in version "v1" cannot be handled as a Pod: `.
 */
export function apiText(root: StructShape, faults: readonly Fault[], subject: string): string {
  if (faults.some((fault) => fault.code === 'too-big')) return 'Request entity too large: limit is 3145728'
  const broken = faults.filter((fault) => fault.code !== 'unknown-field')
  const metadata = metadataText(root, broken.filter((fault) => fault.path[0] === 'metadata' && fault.code !== 'too-deep'))
  if (metadata !== undefined) return metadata
  const first = broken.find(isFinal) ?? broken[0]
  if (first) return `${subject}${first.code === 'too-deep' ? 'exceeded max depth' : (first.refusal ?? typeErrorText(root, first))}`
  return `${subject}strict decoding error: ${faults.slice(0, maxUnknown).map((fault) => `unknown field "${fieldOf(fault.path)}"`).join(', ')}`
}
