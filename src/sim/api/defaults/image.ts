/** Image names as the distribution reference grammar reads them (`pkg/util/parsers.ParseImageName` 1.36). */
const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const grammar = new RegExp(`^(?:(${domain})/)?(${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@(${digest}))?$`)
const bareIdentifier = /^[a-f0-9]{64}$/

/** Whether the first part of a name is a registry: it has a dot, a port or an upper-case letter, or is localhost. */
const isDomain = (part: string): boolean => /[.:]/.test(part) || part === 'localhost' || part.toLowerCase() !== part

const nameLimit = 255

/** The tag, `latest` where the name has neither tag nor digest, '' where it has a digest only or is no image name. */
export function imageTag(image: string): string {
  const match = bareIdentifier.test(image) ? null : grammar.exec(image)
  if (!match || (match[2] as string).length > nameLimit) return ''
  const [, registry, , tag, hash] = match
  if (registry !== undefined && !isDomain(registry) && !new RegExp(`^${component}$`).test(registry)) return ''
  return tag ?? (hash === undefined ? 'latest' : '')
}

const policies = new Map<string, string>()

/** The pull policy that the API server fills in for an image. */
export function defaultPullPolicy(image: string): string {
  const known = policies.get(image)
  if (known !== undefined) return known
  const policy = imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent'
  if (policies.size >= 4096) policies.clear()
  policies.set(image, policy)
  return policy
}
