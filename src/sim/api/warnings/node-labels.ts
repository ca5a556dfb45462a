import { checkLabelValue } from '../names.js'
import { child, fieldText, index } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { items, text, texts } from '../validation/values.js'
import type { Fields } from '../validation/values.js'

/** Labels of nodes that have new names: kubernetes `pkg/api/node` 1.36. */
const deprecated: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
}

/** What is said of a label, or undefined. */
export const deprecatedLabel = (name: string): string | undefined => (Object.hasOwn(deprecated, name) ? deprecated[name] : undefined)

/** Of expressions over labels; their values too where validation does not look at them. */
export function expressionWarnings(path: FieldPath, expressions: unknown, checksValues: boolean): readonly string[] {
  return items(expressions).flatMap((expression, position) => {
    const at = index(path, position)
    const name = text(expression['key'])
    const message = deprecatedLabel(name)
    const said = message === undefined ? [] : [`${fieldText(child(at, 'key'))}: ${name} is ${message}`]
    const values = checksValues ? texts(expression['values']) : []
    return [...said, ...values.flatMap((value, place) => checkLabelValue(value).map((fault) => `${fieldText(index(child(at, 'values'), place))}: ${value} is invalid, ${fault}`))]
  })
}

export const termWarnings = (path: FieldPath, term: Fields, checksValues: boolean): readonly string[] =>
  expressionWarnings(child(path, 'matchExpressions'), term['matchExpressions'], checksValues)
