import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../../../src/sim/runtime/shell/parser/complete-commands.js'
import { syntaxSentence } from '../../../../src/sim/runtime/shell/syntax-fault.js'
import { runScript } from '../container.js'
import { isThere } from '../real-shell.js'
import { mistakes } from './syntax-table.js'

const cases = mistakes.map(([script, dash, bash]) => ({ script, dash, bash }))

function saidOf(script: string, dialect: 'dash' | 'bash'): string {
  const { fault } = parseScript(script, dialect, 1)
  return fault === undefined ? '' : `${dialect === 'bash' ? 'line ' : ''}${fault.line}: ${syntaxSentence(fault, dialect)}`
}

describe('what breaks the grammar', () => {
  it.each(cases)('$script', ({ script, dash, bash }) => {
    expect(saidOf(script, 'dash')).toBe(dash)
    expect(saidOf(script, 'bash')).toBe(bash)
  })

  it('is told with the line in bash', () => {
    expect(runScript('echo ok\necho (x)', {}, 'bash')).toEqual(['ok\n', "bash: -c: line 2: syntax error near unexpected token `x'\nbash: -c: line 2: `echo (x)'\n", 2])
    expect(runScript('eval "fi; a"; echo $?', {}, 'bash')).toEqual(['2\n', "bash: eval: line 1: syntax error near unexpected token `fi'\nbash: eval: line 1: `fi; a'\n", 0])
  })

  it('lets what stands in front of it run, line by line', () => {
    expect(runScript('echo a; echo b\necho c; fi\necho d')).toEqual(['a\nb\n', 'sh: 2: Syntax error: "fi" unexpected\n', 2])
  })

  it('is what only bash reads otherwise, however much of it there is', () => {
    const [stdout, stderr] = runScript(`${'[[ a == a ]] || echo no; '.repeat(120)}`)
    expect(stdout).toBe('no\n'.repeat(120))
    expect(stderr).toBe('sh: 1: [[: not found\n'.repeat(120))
  })

  it('is found in what a here-document leaves open', () => {
    expect(runScript('cat <<E\n$(a\nE\n')).toEqual(['', 'sh: 4: Syntax error: end of file unexpected (expecting ")")\n', 2])
    expect(saidOf('cat <<E\n${a\nE\n', 'dash')).toContain("Missing '}'")
  })
})

/** Words differ from one version to the next; what is refused does not. */
describe.each((['dash', 'bash'] as const).filter((name) => isThere[name]))('refused by the %s of this machine too', (name) => {
  it.each(cases)('$script', ({ script, [name]: expected }) => {
    const { stderr } = spawnSync(`/bin/${name}`, ['-n', '-c', script], { encoding: 'utf8', env: { PATH: '/nonexistent' } })
    const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes('here-document'))
    expect(complaints.length > 0).toBe(expected !== '')
  })
})
