import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCel } from '../../../../src/sim/api/cel/compile.js'
import { estimateCost } from '../../../../src/sim/api/cel/cost.js'
import { fromJson, toJson } from '../../../../src/sim/api/cel/from-json.js'
import { dyn, int, listOf, objectOf, string, typeText } from '../../../../src/sim/api/cel/types.js'
import { isFault, type CelValue } from '../../../../src/sim/api/cel/values.js'

const pod = { metadata: { name: 'web', labels: { app: 'web' } }, spec: { replicas: 3, ratio: 0.5, none: null, containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b' }] } }

function evaluate(source: string, object: unknown = pod): CelValue {
  const program = compileCel(source, { variables: { object: dyn } })
  if (!program.ok) throw new Error(program.text)
  return program.evaluate({ object: fromJson(object, dyn) }).value
}
const json = (source: string): unknown => toJson(evaluate(source))
function problem(source: string): string {
  const program = compileCel(source, { variables: { self: objectOf('object', [['n', int], ['s', string], ['l', listOf(string)]]) } })
  return program.ok ? typeText(program.type) : program.text
}

describe('values', () => {
  it.each<readonly [string, unknown]>([
    ['1 + 2 * 3 - 4 / 2', 5], ['-7 % 3', -1], ['7.0 / 2.0', 3.5], ['1u + 2u', 3],
    ['"a" + \'b\' + """c"d"""', 'abc"d'], ["r'\\d'", '\\d'], ["b'\\xff' == b'\\377'", true], ["string(b'\\303\\277')", 'ÿ'], ["'\\u00e9'.size()", 1],
    ['object.spec.replicas + 1', 4], ['object.spec.ratio < 1', true], ["object.spec['none'] == null", true], ['object.spec.containers.map(c, c.name)', ['a', 'b']],
    ["object.spec.containers.filter(c, c.image.contains(':')).size()", 1], ['has(object.spec.containers[0].name) && !has(object.spec.containers[1].ports)', true],
    ["object.?spec.?none.orValue('x') == null", true], ["object.?spec.missing.?deeper.orValue('x')", 'x'], ["object.metadata.labels[?'app'].value()", 'web'],
    ['{?"a": optional.none(), "b": 1}', { b: 1 }], ['[?optional.of(1), ?optional.none()]', [1]], ['{1: "x"}[1]', 'x'], ['{"a": 1, "b": 2}.map(k, k)', ['a', 'b']],
    ['[3, 1, 2].sort()', [1, 2, 3]], ["[{'n': 2}, {'n': 1}].sortBy(e, e.n).map(e, e.n)", [1, 2]], ['[[1], [2, 3]].flatten()', [1, 2, 3]], ['lists.range(3)', [0, 1, 2]],
    ["'a,b,,c'.split(',', 2)", ['a', 'b,,c']], ["'héllo'.substring(1, 3)", 'él'], ["'%s|%d|%.1f|%x|%e'.format(['a', 7, 2.25, 255, 1234.5])", 'a|7|2.2|ff|1.234500×10⁰³'],
    ["duration('90m').getHours()", 1], ["timestamp('2026-03-01T00:00:00Z').getDayOfYear()", 59], ["string(timestamp('2026-01-01T00:00:00Z') - duration('1s'))", '2025-12-31T23:59:59Z'],
    ["quantity('1.5Gi').add(quantity('512Mi')).compareTo(quantity('2Gi'))", 0], ["semver('1.2.3-rc.1').isLessThan(semver('1.2.3'))", true], ["semver('v1.2', true).patch()", 0],
    ["string(ip('2001:db8::0:1'))", '2001:db8::1'], ["cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", true], ["url('https://a:1/b?c=d&c=e').getQuery()", { c: ['d', 'e'] }],
    ["'abc123'.findAll('[0-9]')", ['1', '2', '3']], ["format.named('dns1123Label').value().validate('A').value().size()", 1], ['type(1) == int && type([]) == list', true],
  ])('%s', (source, expected) => {
    expect(json(source)).toEqual(expected)
  })
})

describe('errors of an evaluation', () => {
  it.each([
    ['1 / 0', 'division by zero'], ['9223372036854775807 + 1', 'integer overflow'], ['object.spec.missing', 'no such key: missing'], ['object.spec.containers[5]', 'index out of bounds: 5'],
    ["object.metadata.labels['x']", 'no such key: x'], ["int(dyn(['x'])[0])", "type conversion error from 'string' to 'int'"], ['object.spec.replicas.deeper', 'no such key: deeper'],
    ['optional.none().value()', 'optional.none() dereference'], ["quantity('x')", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['object.spec.missing || false', 'no such key: missing'], ['[1, 0].all(x, 1 / x > 0)', 'division by zero'],
  ])('%s', (source, expected) => {
    const value = evaluate(source)
    expect(isFault(value) ? value.message : value).toBe(expected)
  })

  it.each(['object.spec.missing || true', 'true || object.spec.missing', '!(false && object.spec.missing)', '[0, 1].exists(x, 1 / x > 0)', '![0, 1].all(x, 1 / x > 1)'])('%s is decided all the same', (source) => {
    expect(evaluate(source)).toBe(true)
  })
})

describe('what does not compile', () => {
  it.each([
    ['self.x', "ERROR: <input>:1:5: undefined field 'x'\n | self.x\n | ....^"],
    ['self.n > self.s', "ERROR: <input>:1:8: found no matching overload for '_>_' applied to '(int, string)'\n | self.n > self.s\n | .......^"],
    ['self.l.exists(x, x)', "ERROR: <input>:1:18: expected type 'bool' but found 'string'\n | self.l.exists(x, x)\n | .................^"],
    ["[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"],
    ["self.s.matches('(')", "ERROR: <input>:1:16: invalid matches argument\n | self.s.matches('(')\n | ...............^"],
    ['(1 +\n 2', "ERROR: <input>:2:3: Syntax error: missing ')' at '<EOF>'\n |  2\n | ..^"],
  ])('%s', (source, expected) => {
    expect(problem(source)).toBe(expected)
  })
})

it('patterns that defeat a backtracking engine take linear time, and endless work is cut off', () => {
  expect(evaluate(`'${'a'.repeat(50)}!'.matches('^(a+)+$')`)).toBe(false)
  const value = evaluate('lists.range(2000).all(x, lists.range(2000).all(y, x >= 0))')
  expect(isFault(value) && value.message).toBe('operation cancelled: actual cost limit exceeded')
})

it('costs are bounded by the sizes of what the expression looks at', () => {
  const cost = (max: number): number => {
    const program = compileCel("self.all(x, x.startsWith('a'))", { variables: { self: { form: 'list', item: { form: 'string', max: 10 }, max } } })
    return program.ok ? estimateCost(program) : Number.NaN
  }
  expect([cost(1), cost(10), cost(1000)]).toEqual([7, 52, 5002])
})

describe('properties', () => {
  const small = fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n })
  it('integers are computed exactly', () => {
    fc.assert(fc.property(small, small, (a, b) => {
      expect([evaluate(`(${a}) + (${b})`), evaluate(`(${a}) * (${b})`), evaluate(`(${a}) < (${b})`)]).toEqual([a + b, a * b, a < b])
    }))
  })
  it('any JSON goes in and comes out', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(toJson(evaluate('object', JSON.parse(JSON.stringify(value)) as unknown))).toEqual(JSON.parse(JSON.stringify(value)))
    }))
  })
  it('any text is a program or a problem with its place', () => {
    fc.assert(fc.property(fc.string(), (source) => {
      const program = compileCel(source, { variables: {} })
      expect(program.ok || program.text.startsWith('ERROR: <input>:')).toBe(true)
    }))
  })
})
