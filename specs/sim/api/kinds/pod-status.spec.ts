import { describe, expect, it } from 'vitest'
import { podReadyColumn, podRestarts, podRestartsColumn, podStatusWord } from '../../../../src/sim/api/kinds/pod-status.js'
import type { Condition, ContainerState, ContainerStatus, Pod, PodStatus } from '../../../../src/sim/api/types.js'

const now = Date.UTC(2026, 0, 1, 1)
const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString().replace('.000', '')

const status = (name: string, state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({ name, state, ready: false, restartCount: 0, image: 'x', imageID: '', ...more })
const running = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => status(name, { running: { startedAt: at(60) } }, { ready: true, started: true, ...more })
const waiting = (name: string, reason: string, more: Partial<ContainerStatus> = {}): ContainerStatus => status(name, { waiting: { reason } }, more)
const ended = (name: string, exitCode: number, more: { readonly reason?: string; readonly signal?: number } = {}): ContainerStatus => status(name, { terminated: { exitCode, ...more } })
const condition = (type: string, isTrue: boolean, reason?: string): Condition => ({ type, status: isTrue ? 'True' : 'False', ...(reason !== undefined && { reason }) })

interface Sketch {
  readonly status?: PodStatus
  readonly containers?: number
  readonly init?: readonly ('init' | 'sidecar')[]
  readonly isDeleted?: boolean
}
const pod = ({ status: podStatus = {}, containers = 1, init = [], isDeleted = false }: Sketch): Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'web', uid: 'u', resourceVersion: '1', creationTimestamp: at(100), ...(isDeleted && { deletionTimestamp: at(1) }) },
  spec: {
    containers: Array.from({ length: containers }, (_, index) => ({ name: `c${index}` })),
    initContainers: init.map((kind, index) => ({ name: `i${index}`, ...(kind === 'sidecar' && { restartPolicy: 'Always' }) })),
  },
  status: podStatus,
})

const lastRun = (secondsAgo: number): Partial<ContainerStatus> => ({ lastState: { terminated: { exitCode: 1, finishedAt: at(secondsAgo) } } })

describe('a pod in a list', () => {
  it.each<[string, Sketch, string, string]>([
    ['new', { status: { phase: 'Pending' } }, 'Pending', '0/1'],
    ['gated', { status: { phase: 'Pending', conditions: [condition('PodScheduled', false, 'SchedulingGated')] } }, 'SchedulingGated', '0/1'],
    ['evicted', { status: { phase: 'Failed', reason: 'Evicted' } }, 'Evicted', '0/1'],
    ['creating', { status: { phase: 'Pending', containerStatuses: [waiting('c0', 'ContainerCreating')] } }, 'ContainerCreating', '0/1'],
    ['running', { status: { phase: 'Running', containerStatuses: [running('c0')] } }, 'Running', '1/1'],
    ['running and not ready', { status: { phase: 'Running', containerStatuses: [running('c0', { ready: false })] } }, 'Running', '0/1'],
    ['crashing', { containers: 2, status: { phase: 'Running', containerStatuses: [running('c0'), waiting('c1', 'CrashLoopBackOff')] } }, 'CrashLoopBackOff', '1/2'],
    ['whose first container has the last say', { containers: 2, status: { phase: 'Pending', containerStatuses: [waiting('c0', 'ErrImagePull'), waiting('c1', 'ImagePullBackOff')] } }, 'ErrImagePull', '0/2'],
    ['completed', { status: { phase: 'Succeeded', containerStatuses: [ended('c0', 0, { reason: 'Completed' })] } }, 'Completed', '0/1'],
    ['failed by code', { status: { phase: 'Failed', containerStatuses: [ended('c0', 3)] } }, 'ExitCode:3', '0/1'],
    ['failed by signal', { status: { phase: 'Failed', containerStatuses: [ended('c0', 137, { signal: 9 })] } }, 'Signal:9', '0/1'],
    ['half completed and ready', { containers: 2, status: { phase: 'Running', conditions: [condition('Ready', true)], containerStatuses: [ended('c0', 0, { reason: 'Completed' }), running('c1')] } }, 'Running', '1/2'],
    ['half completed and not ready', { containers: 2, status: { phase: 'Running', containerStatuses: [ended('c0', 0, { reason: 'Completed' }), running('c1')] } }, 'NotReady', '1/2'],
    ['completed beside an error', { containers: 2, status: { phase: 'Failed', containerStatuses: [ended('c0', 0, { reason: 'Completed' }), ended('c1', 1, { reason: 'Error' })] } }, 'Error', '0/2'],
    ['initializing', { init: ['init', 'init'], status: { phase: 'Pending', initContainerStatuses: [ended('i0', 0), running('i1')], containerStatuses: [waiting('c0', 'PodInitializing')] } }, 'Init:1/2', '0/1'],
    ['before its init container', { init: ['init'], status: { phase: 'Pending', initContainerStatuses: [waiting('i0', 'PodInitializing')] } }, 'Init:0/1', '0/1'],
    ['whose init container crashes', { init: ['init'], status: { phase: 'Pending', initContainerStatuses: [waiting('i0', 'CrashLoopBackOff')] } }, 'Init:CrashLoopBackOff', '0/1'],
    ['whose init container failed', { init: ['init'], status: { phase: 'Pending', initContainerStatuses: [ended('i0', 1, { reason: 'Error' })] } }, 'Init:Error', '0/1'],
    ['whose init container failed without words', { init: ['init'], status: { phase: 'Pending', initContainerStatuses: [ended('i0', 2)] } }, 'Init:ExitCode:2', '0/1'],
    ['with a sidecar', { init: ['sidecar'], status: { phase: 'Running', conditions: [condition('Initialized', true)], initContainerStatuses: [running('i0')], containerStatuses: [running('c0')] } }, 'Running', '2/2'],
    ['with a sidecar that starts', { init: ['sidecar'], status: { phase: 'Pending', initContainerStatuses: [running('i0', { started: false, ready: false })] } }, 'Init:0/1', '0/2'],
    ['with a sidecar that restarts later', { init: ['sidecar'], status: { phase: 'Running', conditions: [condition('Initialized', true)], initContainerStatuses: [waiting('i0', 'CrashLoopBackOff', { started: false })], containerStatuses: [running('c0')] } }, 'Init:CrashLoopBackOff', '1/2'],
    ['terminating', { isDeleted: true, status: { phase: 'Running', containerStatuses: [running('c0')] } }, 'Terminating', '1/1'],
    ['terminating on a lost node', { isDeleted: true, status: { phase: 'Running', reason: 'NodeLost' } }, 'Unknown', '0/1'],
    ['deleted when done', { isDeleted: true, status: { phase: 'Succeeded', containerStatuses: [ended('c0', 0, { reason: 'Completed' })] } }, 'Completed', '0/1'],
  ])('%s', (_, sketch, word, ready) => {
    expect([podStatusWord(pod(sketch)), podReadyColumn(pod(sketch))]).toEqual([word, ready])
  })

  it.each<[Sketch, number, string]>([
    [{ status: { containerStatuses: [running('c0')] } }, 0, '0'],
    [{ status: { containerStatuses: [running('c0', { restartCount: 3 })] } }, 3, '3'],
    [{ containers: 2, status: { containerStatuses: [running('c0', { restartCount: 1, ...lastRun(300) }), running('c1', { restartCount: 2, ...lastRun(25) })] } }, 3, '3 (25s ago)'],
    [{ init: ['init'], status: { initContainerStatuses: [waiting('i0', 'CrashLoopBackOff', { restartCount: 4, ...lastRun(90) })] } }, 4, '4 (90s ago)'],
    [{ init: ['init', 'sidecar'], status: { initContainerStatuses: [ended('i0', 0), running('i1', { restartCount: 2 })], containerStatuses: [running('c0', { restartCount: 1 })] } }, 3, '3'],
  ])('counts restarts of %j', (sketch, restarts, column) => {
    expect([podRestarts(pod(sketch)), podRestartsColumn(pod(sketch), now)]).toEqual([restarts, column])
  })
})
