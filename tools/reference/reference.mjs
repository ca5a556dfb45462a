// Tables of the reference pages from the registries of the program. Pure: data in, Markdown out.

const formatWords = {
  'go-duration': 'duration', 'go-duration-or-never': 'duration or `never`', 'go-duration-or-forever': 'duration or `forever`', comparison: 'number or comparison', 'percent-comparison': 'percentage',
  'duration-comparison': 'duration or comparison', quantity: 'quantity', 'quantity-comparison': 'quantity, percentage or comparison', 'glob-or-regex': 'text, glob or regex', reference: 'reference',
  'object-reference': 'reference', selector: 'selector', rfc3339: 'time', 'dns-name': 'name', 'marking-target': 'reference',
}
const typeWords = { string: 'text', integer: 'number', number: 'number', boolean: 'true or false', object: 'mapping', array: 'list', null: 'nothing' }
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text) => `\`${text}\``

function refWord({ $ref }) {
  const name = $ref.slice($ref.lastIndexOf('/') + 1)
  return name.startsWith('subject-') ? `as ${code(name.slice('subject-'.length))}` : name
}

/** `number or comparison`, `` `waiting`, `running` or `terminated` ``, `` { `by`, `maxSkew` } ``. */
export function shapeOf(schema) {
  if (schema.$ref !== undefined) return refWord(schema)
  if (schema.enum !== undefined && schema.properties === undefined) return schema.enum.map((value) => code(String(value))).join(', ')
  const types = [schema.type ?? []].flat()
  const words = types.flatMap((type) => {
    if (type === 'object' && schema.properties !== undefined) return [keysOf(schema)]
    if (type === 'array' && schema.items !== undefined) return types.length > 1 ? ['a list of them'] : [`list: ${shapeOf(schema.items)}`]
    if ((type === 'string' || (type !== 'object' && type !== 'boolean' && type !== 'array')) && schema.format !== undefined) return [formatWords[schema.format]]
    return [typeWords[type]]
  })
  return [...new Set(words)].join(', or ')
}

const keysMax = 8

/** Longer ones have a title, and a table of their own. */
function keysOf({ properties, title }) {
  const keys = Object.keys(properties)
  return keys.length > keysMax ? (title ?? 'mapping').replace(/^an? /, '') : `{ ${keys.map(code).join(', ')} }`
}

const rows = (properties) => Object.entries(properties).map(([name, schema]) => `| ${code(name)} | ${cell(shapeOf(schema))} | ${cell(schema.description ?? '')} |`)
const table = (head, lines) => [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n')
const later = (planned) => (planned ? ' *Not there yet.*' : '')

/** One heading and table for each subject with keys of its own. */
function keyed(name, { summary, schema, planned }, level) {
  const heading = `${'#'.repeat(level)} ${code(name)}\n${summary}${later(planned)}`
  if (schema.$ref !== undefined) return `${heading} Takes what ${refWord(schema).replace('as ', '')} takes.`
  const more = schema.properties === undefined || (schema.type !== 'object' && schema.type !== undefined) ? `\n\nTakes: ${shapeOf(schema)}.` : ''
  return `${heading}${more}${schema.properties === undefined || Object.keys(schema.properties).length === 0 ? '' : `\n\n${table(['key', 'takes', 'meaning'], rows(schema.properties))}`}`
}

export const fieldsTable = (schema) => table(['key', 'takes', 'meaning'], rows(schema.properties))

export const stepsTable = (steps) => table(
  ['step', 'meaning', 'takes'],
  Object.entries(steps).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { summary, schema, planned }]) => `| ${code(name)} | ${cell(`${summary}${later(planned)}`)} | ${cell(isFaulty(name) ? 'a fault and its victim' : schema.description ?? shapeOf(schema))} |`),
)
const isFaulty = (step) => step === 'inject' || step === 'heal'

export const subjectsPage = (subjects) => Object.entries(subjects).map(([name, subject]) => keyed(name, subject, 3)).join('\n\n')

export const faultsTable = (faults) => table(
  ['fault', 'meaning', 'takes'],
  Object.entries(faults).map(([name, { summary, schema, planned }]) => `| ${code(name)} | ${cell(`${summary}${later(planned)}`)} | ${cell(shapeOf(schema))} |`),
)

/** Paths with one treatment; a mapping whose fields are all treated alike is told as one. */
function leaves(tree, path = '') {
  return Object.entries(tree).flatMap(([field, inner]) => {
    if (typeof inner === 'string') return [[`${path}${field}`, inner]]
    const below = leaves(inner, `${path}${field}.`)
    return path !== '' && below.every(([, treatment]) => treatment === below[0][1]) ? [[`${path}${field}`, below[0][1]]] : below
  })
}

/** For each kind what its fields are worth: `simulated` is acted on, `kept` is checked and stored. */
export function fidelityTable(fields) {
  const names = (tree, treatment) => leaves(tree).filter(([path, is]) => is === treatment && !isTold(path, treatment)).map(([path]) => code(shorten(path)))
  const lines = Object.entries(fields).map(([kind, tree]) => `| ${kind} | ${cell([...new Set(names(tree, 'simulated'))].join(', '))} | ${cell([...new Set(names(tree, 'kept'))].join(', '))} |`)
  return table(['kind', 'simulated', 'checked and stored, without effect'], lines)
}

const isTold = (path, treatment) => /^(apiVersion|kind|metadata|status)(\.|$)/.test(path) || (treatment === 'kept' && /\btemplate\./i.test(path)) || /templates?\.(metadata|apiVersion|kind|status)\b/i.test(path)

/** Pods stand in many kinds; their fields are told once, under Pod. */
const shorten = (path) => (/^spec\.(jobTemplate\.spec\.)?template\./.test(path) ? path.replace(/template\..*$/, 'template') : path.replace(/^spec\.(initContainers|containers)\.(.*)$/, 'spec.containers.$2'))

/** Puts the tables between `<!-- NAME -->` and `<!-- end -->` of a page; what stands around them is written by hand. */
export const fill = (page, tables) => page.replace(/<!-- (\w[\w-]*) -->\n[\s\S]*?<!-- end -->/g, (whole, name) => {
  if (tables[name] === undefined) throw new Error(`the page asks for \`${name}\`, which is no table`)
  return `<!-- ${name} -->\n${tables[name]}\n<!-- end -->`
})

/** Every table by its name in the pages. */
export const tablesOf = ({ steps, subjects, faults, scenario, fields }) => ({
  spec: fieldsTable(scenario.properties.spec),
  cluster: fieldsTable(scenario.properties.spec.properties.cluster),
  nodes: fieldsTable(scenario.properties.spec.properties.cluster.properties.nodes.items),
  containers: fieldsTable(scenario.properties.spec.properties.containers.items),
  'steps-table': stepsTable(steps),
  subjects: subjectsPage(subjects),
  faults: faultsTable(faults),
  fields: fidelityTable(fields),
})

export const pages = ['docs/scenarios.md', 'docs/fidelity.md']
