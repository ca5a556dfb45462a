import { decodeBase64, encodeBase64 } from '../api/decode/base64.js'

/** Where a list goes on: apiserver `pkg/storage/continue.go` 1.36. Opaque to clients. */
export interface ContinueToken {
  /** The revision of the whole list; -1: whatever is there now. */
  readonly revision: number
  /** The key after which the next page begins. */
  readonly after: string
}

const version = 'meta.k8s.io/v1'
const bytesOf = (text: string): Uint8Array => Uint8Array.from([...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)].map(([, hex, char = '']) => (hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16))))
const textOf = (bytes: Uint8Array): string => decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))

export const encodeContinue = ({ revision, after }: ContinueToken): string =>
  encodeBase64(bytesOf(JSON.stringify({ v: version, rv: revision, start: `/${after}\u0000` }))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** Undefined where the text is no token. */
export function decodeContinue(text: string): ContinueToken | undefined {
  const bytes = decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(text.length / 4) * 4, '='))
  if (typeof bytes === 'number') return undefined
  try {
    const { v, rv, start } = JSON.parse(textOf(bytes)) as { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown }
    if (v !== version || typeof rv !== 'number' || typeof start !== 'string' || !start.startsWith('/')) return undefined
    return { revision: rv, after: start.slice(1).replace(/\u0000$/, '') }
  } catch {
    return undefined
  }
}
