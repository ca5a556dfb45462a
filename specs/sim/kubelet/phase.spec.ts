import { describe, expect, it } from 'vitest'
import type { ContainerStatus, PodSpec } from '../../../src/sim/api/types.js'
import { phaseOf } from '../../../src/sim/kubelet/phase.js'

type Word = 'running' | 'started' | 'waiting' | 'crashed' | 'done' | 'failed' | 'backoff' | 'none'

const ended = (exitCode: number): { terminated: { exitCode: number } } => ({ terminated: { exitCode } })
const states: Readonly<Record<Exclude<Word, 'none'>, Partial<ContainerStatus>>> = {
  running: { state: { running: { startedAt: '' } }, started: false }, started: { state: { running: { startedAt: '' } }, started: true },
  waiting: { state: { waiting: {} } }, crashed: { state: { waiting: {} }, lastState: ended(1) }, backoff: { state: { waiting: {} }, lastState: ended(0) },
  done: { state: ended(0) }, failed: { state: ended(1) },
}

function phase(policy: string, mains: readonly Word[], { inits = [], sidecars = [], isTerminating = false, hasActiveMain = false }: {
  readonly inits?: readonly Word[]; readonly sidecars?: readonly Word[]; readonly isTerminating?: boolean; readonly hasActiveMain?: boolean
} = {}): string {
  const named = (words: readonly Word[], letter: string): readonly (readonly [string, Word])[] => words.map((word, i) => [`${letter}${i}`, word] as const)
  const [all, init, side] = [named(mains, 'm'), named(inits, 'i'), named(sidecars, 's')]
  const spec = {
    restartPolicy: policy, containers: all.map(([name]) => ({ name })),
    initContainers: [...init.map(([name]) => ({ name })), ...side.map(([name]) => ({ name, restartPolicy: 'Always' }))],
  } as unknown as PodSpec
  const statuses = [...all, ...init, ...side].flatMap(([name, word]) => (word === 'none' ? [] : [{ name, ...states[word] } as ContainerStatus]))
  return phaseOf(spec, statuses, isTerminating, hasActiveMain)
}

describe('the phase by main containers', () => {
  it.each<readonly [string, string, readonly Word[], string]>([
    ['nothing known yet', 'Always', ['none'], 'Pending'],
    ['never started', 'Always', ['waiting'], 'Pending'],
    ['one runs, one has never started', 'Always', ['running', 'waiting'], 'Pending'],
    ['all run', 'Always', ['running', 'running'], 'Running'],
    ['one runs, one is unknown', 'Always', ['running', 'none'], 'Pending'],
    ['one runs, one waits to restart', 'Always', ['running', 'crashed'], 'Running'],
    ['all wait to restart', 'Always', ['crashed', 'backoff'], 'Running'],
    ['ended, restarts', 'Always', ['done'], 'Running'],
    ['all succeeded', 'OnFailure', ['done', 'done'], 'Succeeded'],
    ['one failed, restarts', 'OnFailure', ['done', 'failed'], 'Running'],
    ['one failed, waits to restart', 'OnFailure', ['done', 'crashed'], 'Running'],
    ['all succeeded', 'Never', ['done'], 'Succeeded'],
    ['one of two failed', 'Never', ['done', 'failed'], 'Failed'],
    ['one still runs', 'Never', ['failed', 'running'], 'Running'],
  ])('%s, restartPolicy %s: %j is %s', (_, policy, mains, expected) => expect(phase(policy, mains)).toBe(expected))

  it.each<readonly [readonly Word[], string]>([[['done', 'done'], 'Succeeded'], [['done', 'failed'], 'Failed'], [['crashed'], 'Failed'], [['running'], 'Running']])(
    'of a pod whose containers are not started any more: %j is %s', (mains, expected) => expect(phase('Always', mains, { isTerminating: true })).toBe(expected))
})

describe('the phase by init containers', () => {
  it.each<readonly [string, string, readonly Word[], string]>([
    ['runs', 'Always', ['running'], 'Pending'],
    ['waits', 'Always', ['done', 'waiting'], 'Pending'],
    ['failed, restarts', 'Always', ['failed'], 'Pending'],
    ['failed for good', 'Never', ['failed'], 'Failed'],
    ['failed, OnFailure', 'OnFailure', ['crashed'], 'Pending'],
  ])('%s, restartPolicy %s: %j is %s', (_, policy, inits, expected) => expect(phase(policy, ['waiting'], { inits })).toBe(expected))

  it('does not hold a pod back once they are done', () => expect(phase('Always', ['running'], { inits: ['done', 'done'] })).toBe('Running'))
})

describe('the phase by sidecars', () => {
  it.each<readonly [string, readonly Word[], readonly Word[], boolean, string]>([
    ['not started', ['running'], ['waiting'], false, 'Pending'],
    ['started, main waits', ['started'], ['waiting'], false, 'Pending'],
    ['starts again beside a main container', ['running'], ['running'], true, 'Running'],
    ['waits for its restart beside a main container', ['crashed'], ['running'], true, 'Running'],
    ['keeps running beside an ended main container that restarts', ['started'], ['failed'], true, 'Running'],
  ])('%s', (_, sidecars, mains, hasActiveMain, expected) => expect(phase('Always', mains, { sidecars, hasActiveMain })).toBe(expected))

  it('does not keep a pod alive whose main containers are done', () => expect(phase('Never', ['done'], { sidecars: ['done'], hasActiveMain: true })).toBe('Succeeded'))
})
