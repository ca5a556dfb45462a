import { parseQuantity } from '../../sim/api/quantity.js'
import type { MetricOverride } from '../../sim/behaviour.js'
import { setMetrics } from '../../sim/metrics/set-metrics.js'
import type { Json } from '../../sim/api/types.js'
import type { CompileAction, CompileScope } from './action.js'
import { fieldsOf, isFields, textOf } from './json.js'

/** Sets what the metrics APIs answer from now on. */
export const metrics: CompileAction = (params, scope) => {
  const overrides = fieldsOf(params).flatMap(([what, value]) => overrideOf(what, value, scope))
  return ({ cluster, stepNumber }) => {
    setMetrics(cluster, overrides, stepNumber)
    return undefined
  }
}

function overrideOf(what: string, value: Json, scope: CompileScope): readonly MetricOverride[] {
  const pointer = `${scope.step.pointer}/metrics/${what}`
  const quantities = (fields: Json | undefined, at: string): Readonly<Record<string, string>> =>
    Object.fromEntries(fieldsOf(fields).map(([name, quantity]) => [name, checked(String(quantity), `${at}/${name}`, scope)]))
  if (what === 'external') return [{ external: quantities(value, pointer) }]
  if (what !== 'pods' || !isFields(value)) return []
  const { select, namespace, cpu, memory, ...custom } = value
  const names = Object.keys(custom).filter((name) => name !== 'name' && name !== 'owner' && name !== 'node' && name !== 'ref')
  return [{
    pods: {
      namespace: textOf(namespace) ?? scope.spec.namespace,
      select: textOf(select) ?? '',
      ...(cpu === undefined ? {} : { cpu: checked(String(cpu), `${pointer}/cpu`, scope) }),
      ...(memory === undefined ? {} : { memory: checked(String(memory), `${pointer}/memory`, scope) }),
      ...(names.length === 0 ? {} : { custom: quantities(Object.fromEntries(names.map((name) => [name, custom[name]!])), pointer) }),
    },
  }]
}

function checked(text: string, pointer: string, scope: CompileScope): string {
  const parsed = parseQuantity(text)
  if (!parsed.ok) scope.problem(pointer, `expected a quantity such as 250m or 64Mi, got \`${text}\``)
  return text
}
