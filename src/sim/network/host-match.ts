/**
 * How closely a rule's host fits that of a request: exact hosts before wildcards, longer ones first, rules without a host last; undefined:
 * not at all. `*.example.com` stands for one label in an Ingress, for one or more in a Gateway.
 */
export function hostRank(rule: string | undefined, host: string, isDeep: boolean): number | undefined {
  if (rule === undefined || rule === '' || rule === '*') return 0
  const [wanted, given] = [rule.toLowerCase(), host.toLowerCase()]
  if (!wanted.startsWith('*.')) return wanted === given ? 1_000 : undefined
  const suffix = wanted.slice(1)
  if (!given.endsWith(suffix) || given.length === suffix.length) return undefined
  return isDeep || !given.slice(0, -suffix.length).includes('.') ? suffix.length : undefined
}

/** Whether a path prefix fits, element by element: `/a` fits `/a` and `/a/b`, not `/ab`. */
export function isPathPrefix(prefix: string, path: string): boolean {
  const trimmed = prefix.length > 1 && prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  return trimmed === '/' || trimmed === '' || path === trimmed || path.startsWith(`${trimmed}/`)
}
