import type { CompiledAssertion } from './define.js'
import { refOf } from './references.js'
import { failed, passed } from './verdict.js'

/** Holds exactly when the other does not. */
export function negate(inner: CompiledAssertion): CompiledAssertion {
  return {
    ...inner,
    name: 'not',
    text: `not ${inner.text}`,
    holds: (view) => !inner.holds(view),
    evaluate: (view) => {
      if (inner.evaluate(view).status === 'failed') return passed
      const objects = (inner.selection?.find(view) ?? []).slice(0, 3).map(refOf)
      return failed({
        subject: inner.selection?.text ?? inner.name,
        path: 'not',
        expected: `not ${withoutSubject(inner)}`,
        actual: 'it holds',
        objects,
        reads: inner.name === 'event' || inner.name === 'order' ? 'history' : 'objects',
      })
    },
  }
}

function withoutSubject({ text, selection }: CompiledAssertion): string {
  const prefix = `${selection?.text}: `
  return selection !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text
}
