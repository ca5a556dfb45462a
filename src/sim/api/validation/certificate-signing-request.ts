import type { FieldError } from '../errors.js'
import { checkDnsLabel, checkDnsSubdomain } from '../names.js'
import type { KubeObject } from '../types.js'
import { duplicate, invalid, notSupported, required, tooLong } from './field-error.js'
import { validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'
import { fields, text, texts } from './values.js'
import type { Fields } from './values.js'

/** CertificateSigningRequests: kubernetes `pkg/apis/certificates/validation` 1.36. What a request says in ASN.1 is not read. */

const specPath = root('spec')
const usages = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection',
  'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime',
  'server auth', 'signing', 'timestamping',
]
/** A block of PEM, whatever stands in it. */
const requestBlock = /^-----BEGIN CERTIFICATE REQUEST-----\n[\s\S]*\n-----END CERTIFICATE REQUEST-----/m

export function validateSigningRequest(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, { namespaced: false, name: () => [] }, errors)
  const spec = fields((object as KubeObject & Fields)['spec'])
  const request = text(spec['request'])
  if (!requestBlock.test(asciiOf(request))) errors.push(invalid(child(specPath, 'request'), request, 'PEM block type must be CERTIFICATE REQUEST'))
  usageErrors(child(specPath, 'usages'), texts(spec['usages']), errors)
  const signer = text(spec['signerName'])
  if (signer === 'kubernetes.io/legacy-unknown') errors.push(invalid(child(specPath, 'signerName'), signer, 'the legacy signerName is not allowed via this API version'))
  else signerErrors(child(specPath, 'signerName'), signer, errors)
  const seconds = spec['expirationSeconds']
  if (typeof seconds === 'number' && seconds < 600) errors.push(invalid(child(specPath, 'expirationSeconds'), seconds, 'may not specify a duration less than 600 seconds (10 minutes)'))
  return errors
}

/** The spec stays as it was: what is sent of it is not looked at. */
export function validateSigningRequestUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  return errors
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of base64 as characters. */
function asciiOf(base64: string): string {
  let [bits, size, result] = [0, 0, '']
  for (const char of base64) {
    const value = alphabet.indexOf(char)
    if (value < 0) continue
    ;[bits, size] = [((bits << 6) | value) & 0xffff, size + 6]
    if (size < 8) continue
    size -= 8
    result += String.fromCharCode((bits >> size) & 255)
  }
  return result
}

function usageErrors(path: FieldPath, given: readonly string[], errors: Errors): void {
  if (given.length === 0) errors.push(required(path))
  for (const [position, usage] of given.entries()) if (!usages.includes(usage)) errors.push(notSupported(index(path, position), usage, usages))
  for (const [position, usage] of given.entries()) if (given.indexOf(usage) < position) errors.push(duplicate(index(path, position), usage))
}

/** `example.com/signer-name` (core ValidateSignerName). */
function signerErrors(path: FieldPath, name: string, errors: Errors): void {
  if (name === '') {
    errors.push(required(path))
    return
  }
  const [domain = '', signer = '', ...rest] = name.split('/')
  if (!name.includes('/') || rest.length > 0) {
    errors.push(invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"))
    return
  }
  if (domain.length > 253) errors.push(tooLong(path, 253))
  const labels = domain.split('.')
  const wrong = labels.find((label) => checkDnsLabel(label).length > 0)
  if (wrong !== undefined) for (const message of checkDnsLabel(wrong)) errors.push(invalid(path, domain, `validating label ${JSON.stringify(wrong)}: ${message}`))
  if (labels.length < 2) errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'))
  const part = signer.split('.').find((label) => checkDnsSubdomain(label).length > 0)
  if (part !== undefined) for (const message of checkDnsSubdomain(part)) errors.push(invalid(path, signer, `validating label ${JSON.stringify(part)}: ${message}`))
  if (name.length > 571) errors.push(tooLong(path, 571))
}
