/**
 * The syntaxes of names and the API's words about them: apimachinery `pkg/util/validation` and `pkg/api/validate/content` 1.36.
 * Every check returns the sentences of what is wrong; valid texts return the shared empty list.
 */

const none: readonly string[] = []

const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`
const dns1035Label = '[a-z]([-a-z0-9]*[a-z0-9])?'
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`)
const dnsLabelRegexp = whole(dnsLabel)
const dnsSubdomainRegexp = whole(dnsSubdomain)
const dnsSubdomainUnderscoreRegexp = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/
const wildcardRegexp = whole(`\\*\\.${dnsSubdomain}`)
const dns1035Regexp = whole(dns1035Label)
const qualifiedRegexp = whole(qualifiedName)
const labelValueRegexp = whole(`(${qualifiedName})?`)
const configKeyRegexp = /^[-._a-zA-Z0-9]+$/
const httpHeaderRegexp = /^[-A-Za-z0-9]+$/
const httpPathRegexp = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/
const printableButEquals = /^[\x20-\x3c\x3e-\x7e]*$/
const percentRegexp = /^[0-9]+%$/

/** UTF-8 bytes, the unit in which the API counts lengths. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    // a surrogate pair is two units and four bytes
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes
}

const tooManyCharacters = (limit: number): string => `must be no more than ${limit} characters`
const tooManyBytes = (limit: number): string => `must be no more than ${limit} bytes`

/** `message (e.g. 'a',  or 'b', regex used for validation is 're')` with apimachinery's spacing. */
function regexMessage(message: string, regexp: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${regexp}')`
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${regexp}')`
}

const mustBeAlphanumeric = 'and must start and end with an alphanumeric character'
const labelMessage = regexMessage(
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${mustBeAlphanumeric}`,
  dnsLabel,
  'my-name',
  '123-abc',
)
const subdomainMessage = regexMessage(
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${mustBeAlphanumeric}`,
  dnsSubdomain,
  'example.com',
)
const subdomainUnderscoreMessage = regexMessage(
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', ${mustBeAlphanumeric}`,
  '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*',
  'example.com',
)
const wildcardMessage = regexMessage(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric " +
    "characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${dnsSubdomain}`,
  '*.example.com',
)
const dns1035Message = regexMessage(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  dns1035Label,
  'my-name',
  'abc-123',
)
const qualifiedMessage = regexMessage(
  `must consist of alphanumeric characters, '-', '_' or '.', ${mustBeAlphanumeric}`,
  qualifiedName,
  'MyName',
  'my.name',
  '123-abc',
)
const labelValueMessage = regexMessage(
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${mustBeAlphanumeric}`,
  `(${qualifiedName})?`,
  'MyValue',
  'my_value',
  '12345',
)
const configKeyMessage = regexMessage(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  '[-._a-zA-Z0-9]+',
  'key.name',
  'KEY_NAME',
  'key-name',
)
const httpHeaderMessage = regexMessage("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')
const percentMessage = regexMessage("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')

export type NameCheck = (name: string) => readonly string[]

/** RFC 1123 label of at most 63 characters: namespaces, containers, volumes. */
export function checkDnsLabel(value: string): readonly string[] {
  const isLong = byteLength(value) > 63
  const isLabel = dnsLabelRegexp.test(value)
  if (isLabel && !isLong) return none
  const errors = isLong ? [tooManyCharacters(63)] : []
  if (!isLabel) errors.push(dnsSubdomainRegexp.test(value) ? 'must not contain dots' : labelMessage)
  return errors
}

const limited =
  (regexp: RegExp, limit: number, message: string): NameCheck =>
  (value) => {
    const isLong = byteLength(value) > limit
    const isMatch = regexp.test(value)
    if (isMatch && !isLong) return none
    return [...(isLong ? [tooManyCharacters(limit)] : []), ...(isMatch ? [] : [message])]
  }

/** RFC 1123 subdomain of at most 253 characters: the names of most objects. */
export const checkDnsSubdomain: NameCheck = limited(dnsSubdomainRegexp, 253, subdomainMessage)
export const checkDnsSubdomainWithUnderscore: NameCheck = limited(dnsSubdomainUnderscoreRegexp, 253, subdomainUnderscoreMessage)
export const checkWildcardSubdomain: NameCheck = limited(wildcardRegexp, 253, wildcardMessage)
export const checkDns1035Label: NameCheck = limited(dns1035Regexp, 63, dns1035Message)
export const checkHttpHeaderName: NameCheck = (value) => (httpHeaderRegexp.test(value) ? none : [httpHeaderMessage])
export const checkPercent: NameCheck = (value) => (percentRegexp.test(value) ? none : [percentMessage])

function prefixErrors(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  return checkDnsSubdomain(prefix).map((text) => `prefix part ${text === tooManyCharacters(253) ? tooManyBytes(253) : text}`)
}

/** Label keys, annotation keys, finalizers, extended resources: `[prefix/]name`. */
export function checkQualifiedName(value: string): readonly string[] {
  if (value.length <= 63 && qualifiedRegexp.test(value)) return none
  const parts = value.split('/')
  if (parts.length > 2) return [`a valid label key ${qualifiedMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  const name = parts.at(-1) as string
  const errors = parts.length === 2 ? [...prefixErrors(parts[0] as string)] : []
  if (name === '') errors.push('name part must be non-empty')
  else if (byteLength(name) > 63) errors.push(`name part ${tooManyBytes(63)}`)
  if (!qualifiedRegexp.test(name)) errors.push(`name part ${qualifiedMessage}`)
  return errors
}

export function checkLabelValue(value: string): readonly string[] {
  const isLong = value.length > 63 || byteLength(value) > 63
  const isMatch = labelValueRegexp.test(value)
  if (isMatch && !isLong) return none
  return [...(isLong ? [tooManyBytes(63)] : []), ...(isMatch ? [] : [labelValueMessage])]
}

function parentDirectoryErrors(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`]
  return value.startsWith('..') ? ["must not start with '..'"] : none
}

/** Keys of ConfigMaps and Secrets. */
export function checkConfigKey(value: string): readonly string[] {
  const isLong = byteLength(value) > 253
  const isMatch = configKeyRegexp.test(value)
  return [...(isLong ? [tooManyCharacters(253)] : []), ...(isMatch ? [] : [configKeyMessage]), ...parentDirectoryErrors(value)]
}

export function checkEnvName(value: string): readonly string[] {
  if (value === '') return ['environment variable name must be non-empty']
  return printableButEquals.test(value) ? none : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

const portNameRegexp = /^(?=.*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?$/

/** IANA service names: names of container ports. */
export function checkPortName(value: string): readonly string[] {
  if (portNameRegexp.test(value)) return none
  const errors: string[] = []
  if (byteLength(value) > 15) errors.push(tooManyCharacters(15))
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)')
  if (value.includes('--')) errors.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

/** Names of RBAC objects: anything that can stand in a path. */
export function checkPathSegment(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`)
}

/** `acme.io/foo`: signers, controllers of ingress classes; `undefined` when valid. */
export function checkDomainPrefixedPath(value: string): readonly { readonly value: string; readonly message: string }[] {
  const slash = value.indexOf('/')
  const [host, path] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)]
  if (slash < 0 || host === '' || path === '') return [{ value, message: 'must be a domain-prefixed path (such as "acme.io/foo")' }]
  const errors = checkDnsSubdomain(host).map((message) => ({ value: host, message }))
  if (!httpPathRegexp.test(path)) errors.push({ value: path, message: regexMessage('Invalid path', "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+") })
  return errors
}

/** A generateName is checked as the name it will be the start of. */
export const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name)

const checkInclusiveRange =
  (low: number, high: number) =>
  (value: number): readonly string[] =>
    value >= low && value <= high ? none : [`must be between ${low} and ${high}, inclusive`]
export const checkPortNumber: (port: number) => readonly string[] = checkInclusiveRange(1, 65535)
export const checkUserId: (id: number) => readonly string[] = checkInclusiveRange(0, 2147483647)
