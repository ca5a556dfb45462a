import { describe, expect, it } from 'vitest'
import type { ContainerStatus, PodSpec } from '../../../src/sim/api/types.js'
import { containersReady, podInitialized, podReady, type Finding } from '../../../src/sim/kubelet/conditions.js'

const spec = (mains: readonly string[], inits: readonly object[] = [], gates: readonly string[] = []): PodSpec => ({
  containers: mains.map((name) => ({ name })), initContainers: inits, ...(gates.length === 0 ? {} : { readinessGates: gates.map((conditionType) => ({ conditionType })) }),
}) as unknown as PodSpec
const status = (name: string, rest: object): ContainerStatus => ({ name, ready: false, state: {}, ...rest }) as unknown as ContainerStatus
const ready = (name: string): ContainerStatus => status(name, { ready: true, state: { running: {} } })
const words = ({ status: value, reason, message }: Finding): string =>
  [value, reason, message].filter((text) => text !== undefined).join(' | ')

describe('ContainersReady', () => {
  it.each([
    ['all ready', [ready('a'), ready('b')], 'Running', 'True'],
    ['one unready', [ready('a'), status('b', {})], 'Running', 'False | ContainersNotReady | containers with unready status: [b]'],
    ['both', [status('a', {}), status('b', {})], 'Running', 'False | ContainersNotReady | containers with unready status: [a b]'],
    ['one unknown', [status('a', {})], 'Pending', 'False | ContainersNotReady | containers with unknown status: [b], containers with unready status: [a]'],
    ['succeeded', [status('a', {}), status('b', {})], 'Succeeded', 'False | PodCompleted'],
    ['failed', [], 'Failed', 'False | PodFailed'],
  ])('%s', (_, statuses, phase, expected) => expect(words(containersReady(spec(['a', 'b']), statuses, phase))).toBe(expected))

  it('counts sidecars, and names them first', () => {
    const pod = spec(['a'], [{ name: 'init' }, { name: 'side', restartPolicy: 'Always' }])
    expect(words(containersReady(pod, [status('a', {}), status('side', {})], 'Running'))).toBe('False | ContainersNotReady | containers with unready status: [side a]')
  })
})

describe('Ready', () => {
  const pod = spec(['a'], [], ['example.com/gate'])
  const gate = (value: string): readonly { readonly type: string; readonly status: string }[] => [{ type: 'example.com/gate', status: value }]
  it.each([
    ['no such condition', [], 'False | ReadinessGatesNotReady | corresponding condition of pod readiness gate "example.com/gate" does not exist.'],
    ['gate closed', gate('False'), 'False | ReadinessGatesNotReady | the status of pod readiness gate "example.com/gate" is not "True", but False'],
    ['gate open', gate('True'), 'True'],
  ])('%s', (_, conditions, expected) => expect(words(podReady(pod, { type: 'ContainersReady', status: 'True' }, conditions))).toBe(expected))

  it('says what ContainersReady says while that is False', () =>
    expect(words(podReady(pod, containersReady(pod, [status('a', {})], 'Running'), []))).toBe('False | ContainersNotReady | containers with unready status: [a]'))
})

describe('Initialized', () => {
  const pod = spec(['m'], [{ name: 'a' }, { name: 's', restartPolicy: 'Always' }])
  const before = (value?: string): never => ({ conditions: value === undefined ? [] : [{ type: 'Initialized', status: value }] }) as never
  it.each([
    ['nothing known', [], 'Pending', 'False | ContainersNotInitialized | containers with unknown status: [a s]'],
    ['one to go', [status('a', { ready: true }), status('s', {})], 'Pending', 'False | ContainersNotInitialized | containers with incomplete status: [s]'],
    ['all done', [status('a', { ready: true }), status('s', { started: true })], 'Pending', 'True'],
    ['a main container has run', [status('a', {}), status('s', {}), status('m', { state: { terminated: {} } })], 'Running', 'True'],
    ['succeeded', [status('a', {}), status('s', {})], 'Succeeded', 'True | PodCompleted'],
  ])('%s', (_, statuses, phase, expected) => expect(words(podInitialized(pod, statuses, phase, before()))).toBe(expected))

  it('stays True', () => expect(words(podInitialized(pod, [status('a', {}), status('s', {})], 'Pending', before('True')))).toBe('True'))
})
