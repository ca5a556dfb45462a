import { duration, either, flag, mapping, oneOrList, selector, text } from '../../assertions/schema-parts.js'
import { drain as drainAction } from '../actions/drain.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { nodes } from './parts.js'

const options = mapping({
  node: oneOrList(text('Name of a node.')),
  timeout: duration('How long it goes on for each node; default 120s.'),
  grace: duration('Instead of the grace period of each pod.'),
  select: selector('Only these pods.'),
  ignoreDaemonsets: flag('Passes over pods of DaemonSets; otherwise they are an error. Default true.'),
  deleteEmptydirData: flag('Evicts pods with emptyDir volumes too; otherwise they are an error. Default true.'),
  force: flag('Evicts pods without a controller too; otherwise they are an error. Default true.'),
}, { required: ['node'] })

export const drain: StepDefinition = defineStep({
  name: 'drain',
  summary: 'As `kubectl drain --ignore-daemonsets --delete-emptydir-data --force --timeout 120s`; takes virtual time.',
  schema: { ...either(nodes, options), description: 'Nodes by name: `worker-0`, a list, or `{ node: worker-0, timeout: 5m }`.' },
  compile: drainAction,
})
