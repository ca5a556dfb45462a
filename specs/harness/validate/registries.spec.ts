import { expect, test } from 'vitest'
import { subjectSchemas } from '../../../src/assertions/schemas.js'
import { faultSchemas } from '../../../src/harness/validate/faults-schema.js'
import { actionNames, stepDefinitions } from '../../../src/harness/validate/scenario-schema.js'
import { faultNames } from '../../../src/sim/faults/registry.js'

const namesOf = (entries: Readonly<Record<string, { readonly planned?: true }>>, isPlanned: boolean): readonly string[] =>
  Object.entries(entries).filter(([, { planned }]) => (planned === true) === isPlanned).map(([name]) => name).toSorted()

test('the schema offers the faults that the simulator has', () => {
  expect(namesOf(faultSchemas, false)).toEqual(faultNames.toSorted())
  expect(namesOf(faultSchemas, true)).toEqual([])
})

test('every action of the format is there, under its own name', () => {
  expect(actionNames).toEqual([
    'advance', 'annotate', 'apply', 'autoscale', 'cordon', 'create', 'delete', 'drain', 'evict', 'exec', 'expect', 'expose', 'heal', 'inject', 'label', 'load', 'metrics', 'patch', 'replace', 'rollout', 'run', 'scale', 'set', 'taint', 'uncordon',
  ])
  for (const [name, definition] of Object.entries(stepDefinitions)) expect(definition.name).toBe(name)
})

test('an action is planned, or somebody carries it out', () => {
  for (const definition of Object.values(stepDefinitions)) expect(definition.compile === undefined).toBe(definition.planned === true)
})

test('every subject of the format is there', () => {
  expect(Object.keys(subjectSchemas)).toEqual(expect.arrayContaining([
    'pods', 'pod', 'deployment', 'statefulset', 'daemonset', 'replicaset', 'job', 'cronjob', 'hpa', 'probe', 'service', 'traffic', 'node', 'pdb', 'pvc', 'namespace', 'event', 'resource', 'cel', 'output', 'order',
  ]))
})
