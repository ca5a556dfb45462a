import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript } from './container.js'
import { hasGnu, inOwnDirectory } from './real-shell.js'

/** What the programs of Debian 12 write. */
const cases: readonly (readonly [script: string, stdout: string])[] = [
  ['mkdir -p d/e; touch d/a d/b.tmp d/e/c.tmp; find d -name \'*.tmp\' -exec echo got {} \\; | sort', 'got d/b.tmp\ngot d/e/c.tmp\n'],
  ['mkdir d; touch d/a d/b; find d -type f -exec echo {} + | tr \' \' \'\\n\' | sort', 'd/a\nd/b\n'],
  ['mkdir -p d/e; touch d/e/c; find d -delete; ls; echo $?', '0\n'],
  ['mkdir d; touch d/a d/b d/c; find d \\( -name a -o -name b \\) -type f | sort', 'd/a\nd/b\n'],
  ['mkdir d; touch d/a; find d -type f -print -exec cat {} \\;', 'd/a\n'],
  ['mkdir d; find d -nope; echo $?', '1\n'],
  ['printf \'1\\n2\\n3\\n\' | head -n -1', '1\n2\n'],
  ['printf abcdef | head -c -2', 'abcd'],
  ['printf \'a\\nb\' | cat -A', 'a$\nb'],
  ['printf abc | rev', 'cba'],
  ['printf \'a\\nb\\n\' | nl -v5', '     5\ta\n     6\tb\n'],
  ['seq -f %03g 3', '001\n002\n003\n'],
  ['basename -a x/y z/w.c', 'y\nw.c\n'],
  ['basename -s .c a.c b.c', 'a\nb\n'],
  ['printf \'a:b:c\\n\' | cut -d: -f1,3 --output-delimiter=+', 'a+c\n'],
  ['printf \'a b\\nc\\n\' | xargs -L1 echo', 'a b\nc\n'],
  ['printf abcdefghij | fold -w4', 'abcd\nefgh\nij'],
  ['echo \'the quick brown fox\' | fold -s -w 10', 'the quick \nbrown fox\n'],
  ['whoami', 'root\n'],
  ['stat 2>/dev/null; echo $?', '1\n'],
  ['printf \'a\\nb\\n\' > x; printf \'b\\nc\\n\' > y; comm x y; diff x y; echo $?; cmp -s x y; echo $?', 'a\n\t\tb\n\tc\n1d0\n< a\n2a2\n> c\n1\n1\n'],
]

describe('programs', () => {
  it.each(cases)('%s', (script, stdout) => expect(runScript(script)[0]).toBe(stdout))
})

describe.skipIf(!hasGnu || process.getuid?.() !== 0)('the same by the programs of this machine', () => {
  it.each(cases)('%s', (script, stdout) => {
    inOwnDirectory((directory) => {
      expect(spawnSync('/bin/dash', ['-c', script], { cwd: directory, input: '', encoding: 'utf8', env: { HOME: '/root', PATH: '/usr/bin:/bin' } }).stdout).toBe(stdout)
    })
  })
})
