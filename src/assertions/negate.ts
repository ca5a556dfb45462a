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
      const { selection, text } = inner
      const evidence = inner.proof(view)
      return failed({
        subject: selection?.text ?? text,
        path: 'not',
        expected: selection === undefined ? 'it does not hold' : `not ${withoutSubject(text, selection.text)}`,
        actual: 'it holds',
        objects: (selection?.find(view) ?? []).slice(0, 3).map(refOf),
        evidence,
        reads: selection === undefined ? 'history' : 'objects',
      })
    },
  }
}

const withoutSubject = (text: string, subject: string): string => (text.startsWith(`${subject}: `) ? text.slice(subject.length + 2) : text)
