import { isList, isMap } from '../patch/json.js'
import type { Json } from '../types.js'
import { entryAtom, formOf, handlingOf, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { elementOfItem } from './list-items.js'
import { elementText, type PathElement } from './path-element.js'

/** Why a configuration is not of its type (typed.validate); the texts are those of structured-merge-diff v6, without the way to the field. */

interface Problem {
  readonly path: string
  readonly message: string
}

/** One problem as it is; several under `errors:`. Undefined: there is none. */
export function typeProblems(value: Json, atom: Atom): string | undefined {
  const problems = check(value, atom).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return problems.length < 2 ? problems[0] : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n')
}

const problem = (message: string): readonly Problem[] => [{ path: '', message }]
const under = (prefix: string, problems: readonly Problem[]): readonly Problem[] => problems.map(({ path, message }) => ({ path: `${prefix}${path}`, message }))

function check(value: Json, whole: Atom): readonly Problem[] {
  const atom = formOf(whole, value)
  switch (handlingOf(atom)) {
    case 'map': return checkMap(value, atom.map!)
    case 'list': return checkList(value, atom.list!)
    default: return checkScalar(value, atom)
  }
}

const isScalar = (value: Json): boolean => typeof value !== 'object'

function checkScalar(value: Json, { scalar }: Atom): readonly Problem[] {
  if (value === null) return []
  switch (scalar) {
    case 'numeric': return typeof value === 'number' ? [] : problem(`expected numeric (int or float), got ${goType(value)}`)
    case 'string': return typeof value === 'string' ? [] : problem(`expected string, got ${goSyntax(value)}`)
    case 'boolean': return typeof value === 'boolean' ? [] : problem(`expected boolean, got ${goPrinted(value)}`)
    default: return isScalar(value) ? [] : problem(`expected any scalar, got ${goPrinted(value)}`)
  }
}

function checkMap(value: Json, atom: MapAtom): readonly Problem[] {
  if (value === null) return []
  if (!isMap(value)) return problem(`expected map, got ${goPrinted(value)}`)
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = entryAtom(atom, name)
    return under(`.${name}`, field === undefined ? problem('field not declared in schema') : check(inner, field))
  })
}

function checkList(value: Json, atom: ListAtom): readonly Problem[] {
  if (value === null) return []
  if (!isList(value)) return problem(`expected list, got ${goPrinted(value)}`)
  if (atom.isAtomic) return value.flatMap((item, index) => under(`[${index}]`, check(item, atom.item)))
  const seen = new Set<PathElement>()
  const problems: Problem[] = []
  for (const [index, item] of value.entries()) {
    const known = elementOfItem(atom, item)
    if ('problem' in known) return [...problems, ...problem(`element ${index}: ${known.problem}`)]
    if (seen.has(known.element)) problems.push(...problem(`duplicate entries for key ${elementText(known.element)}`))
    seen.add(known.element)
    problems.push(...under(elementText(known.element), check(item, atom.item)))
  }
  return problems
}

function goType(value: Json): string {
  if (isList(value)) return '[]interface {}'
  return isMap(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'int64' : 'string'
}

/** `%v` of a value that is boxed. */
const goPrinted = (value: Json): string => `&{${goText(value)}}`
function goText(value: Json): string {
  if (isList(value)) return `[${value.map(goText).join(' ')}]`
  if (!isMap(value)) return value === null ? '<nil>' : String(value)
  return `map[${Object.keys(value).sort().map((name) => `${name}:${goText(value[name] as Json)}`).join(' ')}]`
}

/** `%#v` of a value that is boxed. */
const goSyntax = (value: Json): string => `&value.valueUnstructured{Value:${goLiteral(value)}}`
function goLiteral(value: Json): string {
  if (isList(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`
  if (!isMap(value)) return value === null ? 'interface {}(nil)' : typeof value === 'string' ? JSON.stringify(value) : String(value)
  return `map[string]interface {}{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${goLiteral(value[name] as Json)}`).join(', ')}}`
}
