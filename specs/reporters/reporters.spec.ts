import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatCheck, formatCheckJson } from '../../src/reporters/format-check.js'
import { columns, displayWidth, durationText, printable } from '../../src/reporters/layout.js'
import * as registry from '../../src/reporters/registry.js'
import { events, failing, printed, run } from './samples.js'

describe('terminal', () => {
  it('tells a run', () => {
    expect(`\n${printed(registry.terminal)}`).toMatchInlineSnapshot(`
      "
      PASS 网络-ok seed 1, 1 step, 5.5s of cluster time, specs/scenarios/loss.yaml:3
        k8s/web.yaml:12:9 warning \`hostUsers\` is not simulated
          fix: leave it out, or set \`unmodelled: ignore\`
      FAIL web-survives seed 7, 5 steps, 2m of cluster time, specs/scenarios/loss.yaml:3
        containers: default (deployment/web web)

        ✓ 1  apply k8s/                               line 11  at 0s
        ✓ 2  comes up: expect 1 assertion within 60s  line 12  at 0s, took 5.5s
        ✓ 3  inject node-failure worker-1             line 13  at 1m
        ✗ 4  expect 1 assertion within 60s            line 14  at 1m, took 1m
        - 5  heal node-failure worker-1               line 15  not run

        within 60s: pods app=web: count 3, ready true (at 2m)

        pods app=web: count
          expected  3 with ready true
          actual    2 of 3; ready false (containers with unready status: [web]): pod/web-2
          since     1m50s (for 10s)

        1m         step 3                     inject node-failure worker-1
        1m50.005s  node-lifecycle-controller  node/worker-1 Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.)

        why: pod/web-2 is on worker-1, which does not answer

        scenario   specs/scenarios/loss.yaml:24:7
        manifest   k8s/web.yaml:1 (deployment/web)
        reproduce  seatrial run specs/scenarios/loss.yaml --name web-survives --seed 7

      1 passed, 1 failed; 2 scenarios, 2m5.5s of cluster time
      "
    `)
  })

  it('prints the same words in colour', () => {
    const colourful = printed(registry.terminal, { colour: true })
    expect(colourful).not.toBe(stripVTControlCharacters(colourful))
    expect(stripVTControlCharacters(colourful)).toBe(printed(registry.terminal))
  })

  it('shows progress on a terminal, and wipes it away', () => {
    const text = printed(registry.terminal, { isTerminal: true }, events.slice(0, 4))
    expect(text.split('PASS')[0]).toBe('\r\u001b[2K  网络-ok: step 1 of 1, 3s of cluster time, 1 change\r\u001b[2K')
    expect(printed(registry.terminal, {}, events.slice(0, 3))).toBe('')
  })

  it('tells the time that it took only when asked', () => {
    expect(printed(registry.terminal, { hasTimes: true }).endsWith('Took 13ms\n')).toBe(true)
  })

  it('tells what is wrong before anything runs', () => {
    const diagnostics = [{ severity: 'error' as const, file: 'a.yaml', line: 2, column: 5, pointer: '/spec', message: '`stps` is no key', fix: 'did you mean `steps`?', api: 'strict decoding error: unknown field "spec.stps"' }]
    expect(printed(registry.terminal, {}, [{ type: 'run-start', scenarios: 0, files: 1, diagnostics }])).toMatchInlineSnapshot(`
      "a.yaml:2:5 error \`stps\` is no key
        kubectl says: strict decoding error: unknown field "spec.stps"
        fix: did you mean \`steps\`?
      1 error

      "
    `)
  })

  it('tells of an error of the simulator', () => {
    const broken = { ...failing, status: 'error' as const, steps: [], error: { message: 'too much happens at 2 s', details: ['kubelet: 20000 times'] } }
    expect(printed(registry.terminal, {}, [{ type: 'scenario-end', index: 0, scenario: broken }])).toMatchInlineSnapshot(`
      "ERROR web-survives seed 7, 0 steps, 2m of cluster time, specs/scenarios/loss.yaml:3
        containers: default (deployment/web web)

        too much happens at 2 s
        kubelet: 20000 times
        reproduce  seatrial run specs/scenarios/loss.yaml --name web-survives --seed 7

      "
    `)
  })

  it('counts the users of one behaviour where they are many', () => {
    const uses = Array.from({ length: 20 }, (_, i) => ({ workload: `pod/p-${i}`, container: 'app', behaviour: i === 0 ? 'default' : 'containers[0]' }))
    const many = { ...failing, status: 'passed' as const, steps: [], behaviours: uses }
    expect(printed(registry.terminal, {}, [{ type: 'scenario-end', index: 0, scenario: many }])).toContain(
      'containers: default (pod/p-0 app), containers[0] (pod/p-1 app, pod/p-2 app, pod/p-3 app, pod/p-4 app, pod/p-5 app, pod/p-6 app, pod/p-7 app, pod/p-8 app, and 11 more)\n')
  })

  it('is not driven by what names contain', () => {
    const evil = { ...failing, name: 'a\u001b[2Jb\u0007c', steps: [] }
    expect(printed(registry.terminal, {}, [{ type: 'scenario-end', index: 0, scenario: evil }])).not.toMatch(/[^\P{Cc}\n]/u)
  })
})

describe('json', () => {
  it('prints one document, and nothing else', () => {
    expect(JSON.parse(printed(registry.json))).toEqual({ ...JSON.parse(JSON.stringify(run)), diagnostics: [] })
    expect(JSON.parse(printed(registry.json, { hasTimes: true })).wallMs).toBe(13)
  })
})

describe('check', () => {
  const outcome = {
    diagnostics: [{ severity: 'warning' as const, file: 'k8s/web.yaml', line: 12, column: 9, pointer: '/spec', message: '`hostUsers` is not simulated' }],
    workloads: [
      { ref: 'deployment/web', file: 'k8s/web.yaml', line: 1, outcome: 'ready' as const, reason: '', since: 1.623 },
      { ref: 'deployment/checkout', file: 'k8s/checkout.yaml', line: 30, outcome: 'stuck' as const, reason: 'pod/checkout-1 is Pending: 0/3 nodes are available: 3 Insufficient cpu.', since: 0.02 },
    ],
  }
  it('tells what becomes of each workload', () => {
    expect(`\n${formatCheck(outcome, { colour: false })}`).toMatchInlineSnapshot(`
      "
      k8s/web.yaml:12:9 warning \`hostUsers\` is not simulated

      ready  deployment/web       since 1.623s  k8s/web.yaml:1
      stuck  deployment/checkout  since 20ms    k8s/checkout.yaml:30
        why: pod/checkout-1 is Pending: 0/3 nodes are available: 3 Insufficient cpu.

      2 workloads: 1 ready, 1 stuck; 1 warning
      "
    `)
    expect(formatCheck({ diagnostics: [], workloads: [] }, { colour: false })).toBe('no workloads; nothing found wrong\n')
  })
  it('prints the contract as JSON', () => {
    expect(JSON.parse(formatCheckJson(outcome))).toEqual(outcome)
  })
})

describe('layout', () => {
  it.each([['abc', 3], ['网络', 4], ['\u001b[31mred\u001b[39m', 3], ['e\u0301', 1], ['🚢', 2], ['', 0]])('%j is %i columns wide', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
  it('aligns what is wide and what is coloured', () => {
    expect(columns([['网络', 'x'], ['\u001b[31mab\u001b[39m', 'y'], ['abcd', 'z', 'end']])).toEqual(['网络  x', '\u001b[31mab\u001b[39m    y', 'abcd  z  end'])
  })
  it.each([[0, '0s'], [500, '500ms'], [1623, '1.623s'], [60_000, '1m'], [110_000, '1m50s'], [5_400_000, '1h30m'], [-2000, '-2s']])('%i ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })
  it('keeps line ends and nothing else that drives a terminal', () => {
    expect(printable('a\u001b]0;title\u0007b\r\nc\td\u009b31m')).not.toMatch(/[^\P{Cc}\n]/u)
  })
})
