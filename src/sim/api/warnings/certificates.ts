import { decodeBase64 } from '../decode/base64.js'
import type { KubeObject } from '../types.js'
import { fields, text } from '../validation/values.js'
import type { Fields } from '../validation/values.js'

/** A certificate begins within so many bytes: only comments may stand before it. */
const pemLimit = 8192

/** TLS secrets whose data is no PEM at all; whether key and certificate belong together is not looked at (registry/core/secret `warningsForSecret` 1.36). */
export function certificateWarnings(secret: KubeObject & Fields): readonly string[] {
  if (secret['type'] !== 'kubernetes.io/tls') return []
  const data = fields(secret['data'])
  const missing = ([['tls.crt', 'certificate'], ['tls.key', 'key']] as const).find(([name]) => !isPem(text(data[name])))
  return missing === undefined ? [] : [`tls: failed to find any PEM data in ${missing[1]} input`]
}

function isPem(encoded: string): boolean {
  const bytes = decodeBase64(encoded)
  return typeof bytes !== 'number' && String.fromCharCode(...bytes.subarray(0, pemLimit)).includes('-----BEGIN ')
}
