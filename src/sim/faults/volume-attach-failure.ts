import type { Json, JsonObject } from '../api/types.js'
import { defineFault, wanted, type Fault, type Wanted } from './define.js'
import { parseWhole } from './whole-cluster.js'
import { textOf } from './words.js'

const name = 'volume-attach-failure'
const prefix = /^(?:persistentvolumeclaims?|pvc)\//

/** Nothing: every volume; a text or `claim`: a claim's name, `pvc/data-db-0` too; `node`: only there. */
function parse(params: Json): Wanted<JsonObject> {
  const fields = typeof params === 'string' ? wanted<JsonObject>({ claim: params }) : parseWhole(name, ['claim', 'node', 'message'])(params)
  if (!fields.ok) return fields
  for (const key of ['claim', 'node', 'message']) {
    const text = textOf(name, fields.value, key)
    if (!text.ok) return text
  }
  return fields
}

/** The kubelets' wait for volumes reads the condition: pods that have their volumes keep them. */
export const volumeAttachFailure: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'Volumes of claims (all, or those of one `claim`, or on one `node`; names or globs) cannot be attached; pods that come wait.',
  parse,
  begin({ namespace }, { claim, ...request }) {
    if (claim === undefined) return wanted(request)
    const text = claim as string
    const [home, path] = text.includes(':') ? (text.split(':', 2) as [string, string]) : [namespace, text]
    return wanted({ ...request, claim: path.replace(prefix, ''), namespace: home })
  },
})
