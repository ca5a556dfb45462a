import { describe, expect, it } from 'vitest'
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkEnvName,
  checkLabelValue,
  checkPathSegment,
  checkPortName,
  checkQualifiedName,
  checkWildcardSubdomain,
} from '../../../src/sim/api/names.js'
import type { NameCheck } from '../../../src/sim/api/names.js'

const long = 'a'.repeat(64)

describe('names', () => {
  it.each<readonly [string, NameCheck, readonly string[]]>([
    ['labels', checkDnsLabel, ['a', 'a-b', '0']],
    ['subdomains', checkDnsSubdomain, ['a.b', 'a'.repeat(253)]],
    ['label values', checkLabelValue, ['', 'A_b.c-1', 'a'.repeat(63)]],
    ['qualified names', checkQualifiedName, ['a', 'x.io/A.b', `${'a'.repeat(63)}`]],
    ['ports', checkPortName, ['http', 'a1', 'grpc-web']],
    ['variables', checkEnvName, ['A', 'a.b', '1 x']],
    ['path segments', checkPathSegment, ['system:node', 'A b']],
    ['wildcards', checkWildcardSubdomain, ['*.a.b']],
  ])('%s that are sound', (_, check, names) => {
    expect(names.flatMap((name) => check(name))).toEqual([])
  })

  it.each<readonly [NameCheck, string, readonly string[]]>([
    [checkDnsLabel, 'a.b', ['must not contain dots']],
    [checkDnsLabel, long, ['must be no more than 63 characters']],
    [checkLabelValue, long, ['must be no more than 63 bytes']],
    [checkQualifiedName, `x.io/${long}`, ['name part must be no more than 63 bytes']],
    [checkQualifiedName, '/a', ['prefix part must be non-empty']],
    [checkPortName, '-a--1-', ['must not contain consecutive hyphens', 'must not begin or end with a hyphen']],
    [checkPortName, '80', ['must contain at least one letter (a-z)']],
    [checkEnvName, 'a=b', ["a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    [checkPathSegment, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
    [checkPathSegment, '..', ["may not be '..'"]],
  ])('%o refuses %s', (check, name, errors) => {
    expect(check(name)).toEqual(errors)
  })
})
