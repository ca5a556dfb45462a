import { resolveScalar } from './scalars.js'
import type { Scalar, ScalarRules } from './scalars.js'

type Tagged = { readonly value: Scalar } | { readonly problem: string }

const typeNames: Readonly<Record<string, string>> = { '!!int': 'number', '!!float': 'number', '!!bool': 'boolean', '!!null': 'object' }

/** A scalar with an explicit tag, as go-yaml 2.4 decodes it into JSON: unknown tags leave the text as it is. */
export function resolveTagged(rules: ScalarRules, tag: string, text: string): Tagged {
  const wanted = typeNames[tag]
  if (wanted !== undefined) {
    const value = resolveScalar(rules, text)
    return typeof value === wanted ? { value } : { problem: `\`${text}\` is not what its tag \`${tag}\` says` }
  }
  if (tag !== '!!binary') return { value: text }
  const packed = text.replaceAll(/\s/g, '')
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(packed)) return { problem: 'a `!!binary` value must be base64' }
  return { value: Buffer.from(packed, 'base64').toString('utf8') }
}
