import { expectTypeOf } from 'expect-type'
import { describe, it } from 'vitest'
import {
  controlPlane, definePlugin, explainPlacement, runScenarios, unresolvable, unschedulable, withSchedulerPlugins, type Incoming, type NodeRecord, type PlacementExplanation, type Plugin, type Rejection,
} from '../../src/index.js'

/** Checked by `npm run types`; each refusal says why it must be one. */

describe('a scheduler plugin', () => {
  it('is a name and what it does at the points where it takes part', () => {
    expectTypeOf(definePlugin).toBeCallableWith({ name: 'Mine' })
    expectTypeOf(definePlugin).returns.toEqualTypeOf<Plugin>()
    expectTypeOf<NonNullable<Plugin['filter']>>().parameter(0).toEqualTypeOf<Incoming>()
    expectTypeOf<NonNullable<Plugin['filter']>>().parameter(1).toEqualTypeOf<NodeRecord>()
    expectTypeOf<NonNullable<Plugin['filter']>>().returns.toEqualTypeOf<Rejection | undefined>()
    // @ts-expect-error a plugin without a name cannot be named in a profile
    definePlugin({ weight: 1 })
    // @ts-expect-error a filter answers with a rejection, not with true or false
    definePlugin({ name: 'Mine', filter: () => true })
    // @ts-expect-error scores are numbers
    definePlugin({ name: 'Mine', score: () => '100' })
    // @ts-expect-error there are two ways to scale a score
    definePlugin({ name: 'Mine', normalize: 'reverse' })
  })

  it('keeps a state of its own type between its functions', () => {
    definePlugin<{ readonly most: number }, number>({ name: 'Mine', preFilter: () => ({ state: { most: 3 } }), filter: (_, __, { most }) => (most > 2 ? unschedulable('Mine', 'no') : undefined) })
    // @ts-expect-error the state that preFilter makes is the one that filter reads
    definePlugin<{ readonly most: number }, number>({ name: 'Mine', preFilter: () => ({ state: 3 }) })
  })

  it('cannot change what it is shown', () => {
    // @ts-expect-error the facts of a pod are shared by all pods like it
    definePlugin({ name: 'Mine', filter: ({ facts }) => { facts.tolerations = []; return undefined } })
  })

  it('goes into a control plane, or into a run', () => {
    expectTypeOf(withSchedulerPlugins).toBeCallableWith(controlPlane, [definePlugin({ name: 'Mine' })])
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { schedulerPlugins: [definePlugin({ name: 'Mine' })] })
    // @ts-expect-error the name of a plugin is not the plugin
    expectTypeOf(runScenarios).toBeCallableWith(['scenarios'], { schedulerPlugins: ['Mine'] })
    expectTypeOf(unresolvable('Mine', 'no')).toEqualTypeOf<Rejection>()
  })
})

describe('an explanation', () => {
  it('is data that cannot be changed', () => {
    expectTypeOf(explainPlacement).returns.toEqualTypeOf<PlacementExplanation>()
    const explanation = {} as PlacementExplanation
    // @ts-expect-error what was said was said
    explanation.message = ''
    expectTypeOf<PlacementExplanation['nodes'][number]['rejections'][number]['parts']>().toEqualTypeOf<readonly string[]>()
  })
})
