import type { KubeObject } from './types.js'

/** Field selectors (`--field-selector`): apimachinery `pkg/fields/selector.go` 1.36, with the labels that each kind supports. */

export interface FieldTerm {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}
export type FieldSelectorResult = { readonly ok: true; readonly value: readonly FieldTerm[] } | { readonly ok: false; readonly error: string }
export type FieldReader = (object: KubeObject) => string

/** The part of a kind's definition that field selectors need. */
export interface FieldLabels {
  readonly kind: string
  readonly apiVersion: string
  readonly namespaced: boolean
  readonly fieldSelectors: Readonly<Record<string, (object: never) => string>>
}

const terms = /(?:\\[\s\S]|[^\\,])+\\?|\\$/g
const term = /^([^=!]*(?:!(?!=)[^=!]*)*)(!=|==|=)([\s\S]*)$/

/** Undoes `\\`, `\,` and `\=`; other escapes and bare `,` or `=` are errors. */
function unescapeValue(text: string): { readonly value: string } | { readonly error: string } {
  let value = ''
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index)
    if (char === ',' || char === '=') return { error: `invalid field selector: unescaped character in value: ${char.charCodeAt(0)}` }
    if (char !== '\\') value += char
    else {
      const escaped = text.charAt(++index)
      if (escaped === '' || !'\\,='.includes(escaped)) return { error: `invalid field selector: invalid escape sequence: \\${escaped}` }
      value += escaped
    }
  }
  return { value }
}

/** Reads `metadata.name=web,status.phase!=Running`; terms come sorted, as the server keeps them. */
export function parseFieldSelector(text: string): FieldSelectorResult {
  const list: FieldTerm[] = []
  for (const part of (text.match(terms) ?? []).toSorted()) {
    const match = term.exec(part)
    if (!match) return { ok: false, error: `invalid selector: '${text}'; can't understand '${part}'` }
    const unescaped = unescapeValue(match[3] as string)
    if ('error' in unescaped) return { ok: false, error: unescaped.error }
    list.push({ field: match[1] as string, operator: match[2] === '!=' ? '!=' : '=', value: unescaped.value })
  }
  return { ok: true, value: list }
}

const metadataReaders: Readonly<Record<string, FieldReader>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
}

const isPlain = (kind: FieldLabels): boolean => Object.keys(kind.fieldSelectors).length === 0

function readerOf(kind: FieldLabels, field: string): FieldReader | undefined {
  if (field === 'metadata.name' || (field === 'metadata.namespace' && (kind.namespaced || isPlain(kind)))) return metadataReaders[field]
  return Object.hasOwn(kind.fieldSelectors, field) ? (kind.fieldSelectors[field] as FieldReader) : undefined
}

/** The predicate of a field selector on one kind; a field that the kind does not offer is the server's error. */
export function compileFieldSelector(
  selector: readonly FieldTerm[],
  kind: FieldLabels,
): { readonly ok: true; readonly value: (object: KubeObject) => boolean } | { readonly ok: false; readonly error: string } {
  const tests: ((object: KubeObject) => boolean)[] = []
  for (const { field, operator, value } of selector) {
    const read = readerOf(kind, field)
    if (!read)
      return {
        ok: false,
        error: isPlain(kind) ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"` : `field label not supported: ${field}`,
      }
    tests.push(operator === '=' ? (object) => read(object) === value : (object) => read(object) !== value)
  }
  return { ok: true, value: (object) => tests.every((test) => test(object)) }
}
