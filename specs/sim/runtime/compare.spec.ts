import { describe, expect, it } from 'vitest'
import { directoryOf, fileOf } from '../../../src/sim/runtime/files/tree.js'
import { binaryText } from '../../../src/sim/runtime/os/executable.js'
import { runScript } from './container.js'

const executable = (name: string): ReturnType<typeof fileOf> => fileOf(binaryText(name), 0, 0o755)
const tools = directoryOf({ diff: executable('diff'), cmp: executable('cmp'), comm: executable('comm') })
const files = String.raw`printf '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n' > a; printf '0\n1\n2\n3\n4x\n5\n6\n7\n8\n9\n10\n12\n13\n' > b; : > e; printf x > n; printf 'x\n' > m; cp a c; `
const run = (script: string, image: string): ReturnType<typeof runScript> => runScript(`PATH=$PATH:/tools; ${files}${script}`, { image, files: { tools } }, image === 'debian' ? 'bash' : 'sh')

/** Checked against diffutils 3.8. */
describe('programs that compare two files', () => {
  it.each([
    ['diff a b; echo $?', '0a1\n> 0\n4c5\n< 4\n---\n> 4x\n11d11\n< 11\n12a13\n> 13\n1\n'],
    ['diff a c; echo $?; diff -s a c; diff -q a b', '0\nFiles a and c are identical\nFiles a and b differ\n'],
    ['diff n m', '1c1\n< x\n\\ No newline at end of file\n---\n> x\n'],
    ['diff -u e m | tail -n +3; diff -U0 m e | tail -n +3', '@@ -0,0 +1 @@\n+x\n@@ -1 +0,0 @@\n-x\n'],
    ['diff -U1 a b | tail -n +3', '@@ -1 +1,2 @@\n+0\n 1\n@@ -3,3 +4,3 @@\n 3\n-4\n+4x\n 5\n@@ -10,3 +11,3 @@\n 10\n-11\n 12\n+13\n'],
    ['diff <(sleep 1; echo A) <(echo b); diff -i <(echo A) <(echo a) && echo same; diff -w <(echo "a  b") <(echo ab) && echo same', '1c1\n< A\n---\n> b\nsame\nsame\n'],
    ['echo 1 | diff - e', '1d0\n< 1\n'],
    ['cmp a b; cmp -s a c; echo $?; cmp -s a b; echo $?', 'a b differ: char 1, line 1\n0\n1\n'],
    ['comm <(printf "a\\nb\\nd\\n") <(printf "b\\nc\\nd\\n"); comm -12 <(echo x) <(echo x); comm -3 <(echo x) <(echo y)', 'a\n\t\tb\n\tc\n\t\td\nx\nx\n\ty\n'],
  ])('%s', (script, stdout) => expect(run(script, 'debian')[0]).toBe(stdout))

  it.each([
    ['diff a nope', "diff: nope: No such file or directory\n", 2],
    ['diff a', "diff: missing operand after 'a'\ndiff: Try 'diff --help' for more information.\n", 2],
    ['cmp n m', 'cmp: EOF on n after byte 1, in line 1\n', 1],
    ['cmp e m', 'cmp: EOF on e which is empty\n', 1],
  ])('%s', (script, stderr, code) => expect(run(script, 'debian').slice(1)).toEqual([stderr, code]))

  it('busybox has the form of -u alone', () => expect(run('diff n m', 'busybox')[0]).toBe('--- n\n+++ m\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n'))
})
