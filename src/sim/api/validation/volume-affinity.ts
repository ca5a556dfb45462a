import { fields, items, struct, text, texts } from './values.js'
import type { Fields } from './values.js'

/** What may change in the affinity of a PersistentVolume: labels of nodes that have new names (core `getMaskNodeSelectorLabelChangeEqualities` 1.36). */

const successors: Readonly<Record<string, readonly string[]>> = {
  'failure-domain.beta.kubernetes.io/zone': ['topology.kubernetes.io/zone'],
  'failure-domain.beta.kubernetes.io/region': ['topology.kubernetes.io/region'],
  'beta.kubernetes.io/instance-type': ['node.kubernetes.io/instance-type'],
  'beta.kubernetes.io/os': ['kubernetes.io/os'],
  'beta.kubernetes.io/arch': ['kubernetes.io/arch'],
}

/** The new affinity with the old names of labels where nothing but the name is new. */
export function currentLabels(affinity: unknown, old: unknown): unknown {
  const [required, before] = [fields(fields(affinity)['required']), fields(fields(old)['required'])]
  const terms = items(required['nodeSelectorTerms']).map((term, position) => {
    const previous = items(fields(items(before['nodeSelectorTerms'])[position])['matchExpressions'])
    const expressions = items(term['matchExpressions'])
    if (expressions.length === 0) return term
    return { ...term, matchExpressions: expressions.map((expression, place) => renamed(expression, fields(previous[place]))) }
  })
  return Object.keys(fields(affinity)).length === 0 ? affinity : { ...fields(affinity), required: { ...required, nodeSelectorTerms: terms } }
}

const renamed = (expression: Fields, old: Fields): Fields =>
  (successors[text(old['key'])]?.includes(text(expression['key'])) === true ? { ...expression, key: old['key'] } : expression)

const printedRequirement = (one: Fields): unknown => struct(['Key', text(one['key'])], ['Operator', text(one['operator'])], ['Values', texts(one['values']).length === 0 ? null : one['values']])
const printedList = (value: unknown): unknown => (items(value).length === 0 ? null : items(value).map(printedRequirement))

/** As the server prints its struct. */
export function printedAffinity(affinity: unknown): unknown {
  if (affinity === undefined || affinity === null) return null
  const terms = items(fields(fields(affinity)['required'])['nodeSelectorTerms'])
    .map((term) => struct(['MatchExpressions', printedList(term['matchExpressions'])], ['MatchFields', printedList(term['matchFields'])]))
  return struct(['Required', struct(['NodeSelectorTerms', terms])])
}
