import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDiagnostics, diagnose, limitDiagnostics, sortDiagnostics } from '../../src/harness/diagnostics.js'
import type { Diagnostic } from '../../src/harness/diagnostics.js'

const at = (file: string, line: number, column: number, message = 'x'): Diagnostic => diagnose('error', { file, line, column, pointer: '' }, message)

test('sorted by file, line and column, each said once', () => {
  expect(sortDiagnostics([at('b', 1, 1), at('a', 10, 1), at('a', 2, 5), at('a', 2, 1), at('a', 2, 5)])).toEqual([at('a', 2, 1), at('a', 2, 5), at('a', 10, 1), at('b', 1, 1)])
})

test('errors are shown before the rest when not all fit; the rest is counted', () => {
  const warning = diagnose('warning', { file: 'a', line: 1, column: 1, pointer: '' }, 'w')
  const info = diagnose('info', { file: 'a', line: 1, column: 2, pointer: '' }, 'i')
  expect(limitDiagnostics([info, warning, at('z', 1, 1)], 2)).toEqual({ shown: [warning, at('z', 1, 1)], errors: 1, warnings: 1, infos: 1, hidden: 1 })
})

test('nothing is lost and the order is total', () => {
  const any = fc.record({ file: fc.constantFrom('a', 'b'), line: fc.integer({ min: 1, max: 3 }), column: fc.integer({ min: 1, max: 3 }), message: fc.constantFrom('x', 'y') })
  fc.assert(fc.property(fc.array(any), fc.integer({ min: 0, max: 5 }), (places, limit) => {
    const all = places.map((each) => at(each.file, each.line, each.column, each.message))
    const { shown, hidden, errors } = limitDiagnostics(all, limit)
    expect(shown.length + hidden).toBe(new Set(all.map((each) => JSON.stringify(each))).size)
    expect(errors).toBe(shown.length + hidden)
    shown.forEach((each, index) => index === 0 || expect(compareDiagnostics(shown[index - 1]!, each)).toBeLessThan(0))
  }))
})
