import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/sim/api/types.js'
import { authorize } from '../../src/sim/apiserver/authorize.js'
import { kindIdOf, keyOf } from '../../src/sim/store/keys.js'
import { Store } from '../../src/sim/store/store.js'

interface Asked { readonly user: string; readonly groups: readonly string[]; readonly resourceAttributes?: Readonly<Record<string, string>>; readonly nonResourceAttributes?: { readonly path: string; readonly verb: string } }
interface Recorded { readonly spec: Asked; readonly allowed: boolean; readonly reason: string }

const folder = join(import.meta.dirname, '../../fixtures/golden/api')
const recorded = readFileSync(join(folder, 'access.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded)

const store = new Store()
for (const [i, object] of (loadAll(readFileSync(join(folder, 'access-roles.yaml'), 'utf8')) as KubeObject[]).entries())
  store.put(kindIdOf(object), keyOf(object.metadata), { ...object, metadata: { ...object.metadata, uid: String(i) } }, undefined, i + 1)

function answer({ user, groups, resourceAttributes: r, nonResourceAttributes: url }: Asked): ReturnType<typeof authorize> {
  if (url !== undefined) return authorize(store, { user, groups, verb: url.verb, url: url.path })
  const { verb = '', group = '', resource = '', subresource = '', name = '', namespace = '' } = r ?? {}
  return authorize(store, { user, groups, verb, resource: { group, plural: resource, subresource, name, namespace } })
}

/** Two bindings of the server allow `/healthz` and `/version`; which one it meets first is chance. */
const twins = (text: string): string => text.replaceAll('system:public-info-viewer', 'system:discovery')

describe('access is decided as a real API server decides it', () => {
  it.each(recorded)('$spec.user $spec.resourceAttributes $spec.nonResourceAttributes', ({ spec, allowed, reason }) => {
    const { isAllowed, why } = answer(spec)
    expect({ isAllowed, why: twins(why) }).toEqual({ isAllowed: allowed, why: twins(reason) })
  })
  it('in both ways', () => expect([recorded.length > 200, recorded.some(({ allowed }) => allowed), recorded.some(({ allowed }) => !allowed)]).toEqual([true, true, true]))
})
