import { suggest } from '../decode/suggest.js'
import { kinds, kindsNamed } from './registry.js'
import { removedApis } from './removed.js'

/** What a manifest whose apiVersion and kind are not served should say instead, e.g. `use apps/v1` or `did you mean "Pod"?`. */
export function suggestKind(apiVersion: string, kind: string): string | undefined {
  const removed = removedApis[`${apiVersion} ${kind}`]
  if (removed) return removed.use === undefined ? undefined : `use apiVersion: ${removed.use}`
  const sameGroup = kindsNamed(kind).find((candidate) => candidate.group === (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''))
  const named = sameGroup ?? kindsNamed(kind)[0]
  if (named && !isCustomGroup(apiVersion)) return `use apiVersion: ${named.apiVersion}`
  const served = kinds.filter((candidate) => candidate.apiVersion === apiVersion)
  const others = isCustomGroup(apiVersion) ? [] : kinds
  const close = suggest(kind, served.map((candidate) => candidate.kind)) ?? suggest(kind, others.map((candidate) => candidate.kind))
  return close === undefined ? undefined : `did you mean "${close}"?`
}

/** Groups of third parties have a dot and do not end in k8s.io. */
const isCustomGroup = (apiVersion: string): boolean => /\..*\//.test(apiVersion) && !/\.k8s\.io\//.test(apiVersion)
