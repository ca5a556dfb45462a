import { describe, expect, it } from 'vitest'
import { seatrial } from '../cli.js'

const messages = 'fixtures/golden/sched-messages.yaml'
const rank = 'fixtures/golden/sched-rank.yaml'

interface Explained {
  readonly pod: { readonly name: string; readonly node: string | null }
  readonly said: string | null
  readonly nodes: readonly { readonly node: string; readonly total: number; readonly rejections: readonly { readonly plugin: string; readonly parts: readonly string[] }[]; readonly scores: readonly { readonly plugin: string; readonly score: number; readonly weight: number }[] }[]
}

describe('seatrial explain', () => {
  it('says what is in the way on each node', () => {
    const { exitCode, stdout } = seatrial(['explain', messages, '--pod', 'm1', '--at', '7s'])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'pod/m1 at 7s: Pending',
      expect.stringContaining('  0/4 nodes are available: 1 Insufficient cpu'),
      '',
      '4 of 4 would not:',
      '  ✗ full     NodeResourcesFit   Insufficient cpu — cpu: asks 1, 200m of 2 free',
      '  ✗ tainted  TaintToleration    node(s) had untolerated taint(s) — t:NoSchedule',
      expect.stringMatching(/^ {2}✗ closed {3}NodeUnschedulable {2}node\(s\) were unschedulable +\(and TaintToleration\)$/),
      "  ✗ other    NodeAffinity       node(s) didn't match Pod's node affinity/selector — wants pool=a, has pool=b",
      '',
    ])
  })

  it('shows the scores that made the choice', () => {
    const { stdout } = seatrial(['explain', rank, '--pod', 'third'])
    expect(stdout).toContain('pod/third at 26s: on even\nAs if it were placed now:')
    expect(stdout).toMatch(/→ even +\d+ /)
    expect(stdout).toContain('alike on all: TaintToleration 100×3')
    expect(stdout).toMatch(/✗ wide +NodeResourcesFit +Insufficient memory — memory: asks 6Gi, 5\.3Gi of 8Gi free/)
  })

  it('tells everything of one node', () => {
    const { stdout } = seatrial(['explain', rank, '--pod', 'third', '--node', 'even'])
    expect(stdout).toMatch(/even would do, with \d+ points:/)
    expect(stdout).toMatch(/NodeResourcesFit +51 += 51 +cpu 2450m \+ 2 of 8: 44 % left; memory 3\.7Gi \+ 6Gi of 24Gi: 59 % left/)
  })

  it('is the same as data', () => {
    const { pod, said, nodes } = JSON.parse(seatrial(['explain', messages, '--pod', 'm1', '--at', '7s', '--json']).stdout) as Explained
    expect(pod).toMatchObject({ name: 'm1', node: null })
    expect(said).toContain('0/4 nodes are available')
    expect(nodes.map(({ node, rejections }) => [node, rejections[0]?.plugin])).toEqual([['full', 'NodeResourcesFit'], ['tainted', 'TaintToleration'], ['closed', 'NodeUnschedulable'], ['other', 'NodeAffinity']])
    const third = JSON.parse(seatrial(['explain', rank, '--pod', 'third', '--json', '--node', 'even']).stdout) as Explained
    expect(third.nodes).toHaveLength(1)
    expect(third.nodes[0]!.total).toBe(third.nodes[0]!.scores.reduce((sum, { score, weight }) => sum + score * weight, 0))
  })

  it('says what it cannot find', () => {
    const pod = seatrial(['explain', messages, '--pod', 'nobody', '--at', '3s'])
    expect([pod.exitCode, pod.stderr]).toEqual([2, expect.stringContaining('there is no pod `nobody` at 3s')])
    expect(pod.stderr).toContain('pods then: f-0, f-1')
    const node = seatrial(['explain', messages, '--pod', 'm1', '--node', 'nowhere'])
    expect([node.exitCode, node.stderr]).toEqual([2, expect.stringContaining('there is no node `nowhere`')])
    const time = seatrial(['explain', messages, '--pod', 'm1', '--at', 'noon'])
    expect([time.exitCode, time.stderr]).toEqual([2, expect.stringContaining('`--at`')])
  })
})
