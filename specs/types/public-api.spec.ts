import { expectTypeOf } from 'expect-type'
import { describe, it } from 'vitest'
import {
  checkManifests, controlPlane, createCluster, defaultClusterOptions, forkCluster, nextInstant, runScenarios, runUntil, traceLine, viewOf,
  type CheckOutcome, type Cluster, type ClusterOptions, type ClusterView, type Diagnostic, type LogEntry, type NodeConfig, type RunEvent, type RunOutcome, type ScenarioOutcome, type StepOutcome,
} from '../../src/index.js'

/** Checked by `npm run types`; each refusal says why it must be one. */

describe('runScenarios', () => {
  it('takes paths and answers an outcome or diagnostics', () => {
    expectTypeOf(runScenarios).parameter(0).toEqualTypeOf<readonly string[]>()
    expectTypeOf<Awaited<ReturnType<typeof runScenarios>>>().toHaveProperty('diagnostics').toEqualTypeOf<readonly Diagnostic[]>()
    expectTypeOf<Awaited<ReturnType<typeof runScenarios>>['run']>().toEqualTypeOf<RunOutcome | undefined>()
  })

  it('refuses what it would not understand', () => {
    // @ts-expect-error one path is a list of one
    expectTypeOf(runScenarios).toBeCallableWith('scenarios')
    // @ts-expect-error the seed is a number
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { seed: '1' })
    // @ts-expect-error times are milliseconds, and say so
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { until: '90s' })
    // @ts-expect-error there are three policies
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { unmodelled: 'maybe' })
    // @ts-expect-error filters are a list
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { filters: 'suite=web' })
  })

  it('tells of the run by events that are told apart by their type', () => {
    expectTypeOf<Extract<RunEvent, { type: 'scenario-end' }>['scenario']>().toEqualTypeOf<ScenarioOutcome>()
    // @ts-expect-error a run's start has no outcome yet
    expectTypeOf<Extract<RunEvent, { type: 'run-start' }>>().toHaveProperty('run')
  })
})

describe('outcomes', () => {
  it('cannot be changed', () => {
    const outcome = {} as RunOutcome
    // @ts-expect-error what happened has happened
    outcome.passed = 3
    // @ts-expect-error nor can a scenario be added to it
    expectTypeOf(outcome.scenarios).toHaveProperty('push')
    expectTypeOf<StepOutcome['status']>().toEqualTypeOf<'passed' | 'failed' | 'error' | 'skipped'>()
  })

  it('of a check are diagnostics and workloads, and nothing else', () => {
    expectTypeOf<keyof CheckOutcome>().toEqualTypeOf<'diagnostics' | 'workloads'>()
    expectTypeOf<CheckOutcome['workloads'][number]['outcome']>().toEqualTypeOf<'ready' | 'stuck' | 'failing' | 'completed'>()
    expectTypeOf<Diagnostic['severity']>().toEqualTypeOf<'error' | 'warning' | 'info'>()
    expectTypeOf(checkManifests).returns.resolves.toEqualTypeOf<CheckOutcome>()
  })

  it('may lack a fix or the API\'s words, but never a place', () => {
    expectTypeOf<Diagnostic['fix']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Diagnostic['line']>().toEqualTypeOf<number>()
    // @ts-expect-error absent is not the same as undefined
    expectTypeOf<{ readonly severity: 'error'; readonly file: ''; readonly line: 1; readonly column: 1; readonly pointer: ''; readonly message: ''; readonly fix: undefined }>().toExtend<Diagnostic>()
  })
})

describe('clusters', () => {
  it('are made of a control plane and options', () => {
    expectTypeOf(createCluster).returns.toEqualTypeOf<Cluster>()
    expectTypeOf(defaultClusterOptions).toExtend<ClusterOptions>()
    // @ts-expect-error nodes are described, not counted
    expectTypeOf(createCluster).toBeCallableWith(controlPlane, { ...defaultClusterOptions, nodes: 3 })
    // @ts-expect-error a node has a name
    expectTypeOf<Omit<NodeConfig, 'name'>>().toExtend<NodeConfig>()
  })

  it('are run to a time, forked and read', () => {
    expectTypeOf(runUntil).parameter(1).toEqualTypeOf<number>()
    expectTypeOf(nextInstant).returns.toEqualTypeOf<number | undefined>()
    expectTypeOf(forkCluster).returns.toEqualTypeOf<Cluster>()
    expectTypeOf(viewOf).returns.toEqualTypeOf<ClusterView>()
    expectTypeOf(traceLine).parameter(0).toEqualTypeOf<LogEntry>()
    expectTypeOf(traceLine).returns.toBeString()
  })

  it('are not changed through a view', () => {
    const view = {} as ClusterView
    // @ts-expect-error time passes by runUntil
    view.now = 3
    // @ts-expect-error writes go through the API server
    expectTypeOf(view.store).toHaveProperty('set')
    // @ts-expect-error the log is written by the cluster alone
    expectTypeOf(view.log).toHaveProperty('push')
  })
})
