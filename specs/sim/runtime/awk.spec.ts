import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript } from './container.js'

const table: readonly (readonly [string, string])[] = [
  ["echo a b c | awk '{print $2}'", 'b\n'],
  ["echo a b c | awk '{print $NF, NF}'", 'c 3\n'],
  ["printf 'x:1\\ny:2\\n' | awk -F: '{print $2 \"-\" $1}'", '1-x\n2-y\n'],
  ["printf '1\\n2\\n3\\n' | awk '{s += $1} END {print s, NR}'", '6 3\n'],
  ["printf 'a 1\\nb 2\\n' | awk '/b/ {print $2}'", '2\n'],
  ["printf 'a 1\\nb 2\\n' | awk '$2 > 1'", 'b 2\n'],
  ["printf '1\\n2\\n3\\n' | awk 'NR==2 {print; exit}'", '2\n'],
  ["awk 'BEGIN {printf \"%s %d\\n\", \"x\", 7/2}'", 'x 3\n'],
  ["echo 5 | awk -v t=3 '{if ($1 > t) print \"high\"; else print \"low\"}'", 'high\n'],
  ["echo 'Abc def' | awk '{print toupper($1), length($2), substr($2, 2)}'", 'ABC 3 ef\n'],
  ["printf 'a\\nb\\na\\n' | awk '$1 == \"a\" {n++} END {print n}'", '2\n'],
  ["echo 'a b' | awk '{$2 = \"x\"; print}'", 'a x\n'],
  ["printf 'k=v\\n' | awk -F= '$1 ~ /^k$/ && !/z/ {print $2}'", 'v\n'],
  ["echo 10 4 | awk '{print $1 / $2, $1 % $2, ($1 - $2) * 2}'", '2.5 2 12\n'],
]

describe('awk', () => {
  it.each(table)('%s', (script, stdout) => expect(runScript(script)[0]).toBe(stdout))
  it('says what is not simulated', () => expect(runScript("awk '{for (i in a) print i}'")).toEqual(['', 'awk: not simulated: {for (i in a) print i}\n', 2]))
})

describe.skipIf(spawnSync('awk', ['BEGIN {exit 4}']).status !== 4)('the awk of this machine', () => {
  it.each(table)('%s', (script, stdout) => expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout).toBe(stdout))
})
