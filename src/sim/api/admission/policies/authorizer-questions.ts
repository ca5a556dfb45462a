/** Policies may ask the authorizer who may do what. That is not simulated: every question is answered with yes, and each place that asks is reported. */
import { tokenize } from '../../cel/lexer.js'
import type { KubeObject } from '../../types.js'

type Fields = Readonly<Record<string, unknown>>

export interface AuthorizerQuestion {
  /** JSON pointer of the expression in its policy. */
  readonly pointer: string
  readonly message: string
}

/** Where policies have expressions, as names of lists and ways from their items. */
const places: readonly (readonly [list: string, ...way: string[]])[] = [
  ['matchConditions', 'expression'], ['variables', 'expression'], ['validations', 'expression'], ['validations', 'messageExpression'], ['auditAnnotations', 'valueExpression'],
  ['mutations', 'applyConfiguration', 'expression'], ['mutations', 'jsonPatch', 'expression'],
]

const asks = (expression: unknown): boolean =>
  typeof expression === 'string' && tokenize(expression).tokens.some(({ form, text }, at, all) => form === 'ident' && text === 'authorizer' && all[at - 1]?.text !== '.')

function questionsIn(spec: Fields, [list, ...way]: readonly [string, ...string[]]): readonly AuthorizerQuestion[] {
  const items = Array.isArray(spec[list]) ? (spec[list] as readonly Fields[]) : []
  return items.flatMap((item, position) => {
    const expression = way.reduce<unknown>((value, name) => (value as Fields | undefined)?.[name], item)
    if (!asks(expression)) return []
    return [{ pointer: `/spec/${list}/${position}/${way.join('/')}`, message: 'the expression asks the authorizer, which is not simulated: it is answered as if everybody might do everything' }]
  })
}

/** One for each expression of a policy that asks; none for other objects. */
export function authorizerQuestions(object: KubeObject): readonly AuthorizerQuestion[] {
  if (object.kind !== 'ValidatingAdmissionPolicy' && object.kind !== 'MutatingAdmissionPolicy') return []
  const { spec = {} } = object as KubeObject & { readonly spec?: Fields }
  return places.flatMap((place) => questionsIn(spec, place))
}
