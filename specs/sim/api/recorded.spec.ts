import { describe, expect, it } from 'vitest'
import { comparable, recordings, replay, type Said } from './kubectl.js'

/** The server prints its own structs: differences of them after `@@`, and some values as a whole. Here only the sentence is said. */
const withoutDumps = ({ exit, stdout, stderr }: Said): Said => ({
  exit, stdout, stderr: stderr.replace(/\n@@[\s\S]*?(?=\n\* |$)/g, '').replaceAll(/(spec\.(?:template|podFailurePolicy): Invalid value: ).*(: field is immutable)/g, '$1<struct>$2').trimEnd(),
})

/** What is not answered alike, and why. */
const known: Readonly<Record<string, string>> = {
  'security: apparmor': 'the profile that annotations set is not carried over to the fields, and their use gives no warning',
  'security restricted: volume types': 'no warning of volumes that are deprecated',
  'volume: node affinity': 'what may replace the affinity of a volume is not checked',
}

describe('custom resources, quota, limits, PodSecurity and policies, as a real API server answers', () => {
  it.each(recordings('admission.jsonl').filter(({ name }) => known[name] === undefined))('$name', (recording) => {
    const said = replay(recording)
    recording.steps.forEach(({ args, exit, stdout, stderr }, at) => {
      if (args[0] !== 'wait') expect({ args, ...comparable(said[at]!) }).toEqual({ args, ...comparable({ exit, stdout, stderr }) })
    })
  })
})

describe('updates that a real API server refuses', () => {
  it.each(recordings('updates.jsonl').filter(({ name }) => known[name] === undefined))('$name', (recording) => {
    const said = replay(recording)
    recording.steps.forEach(({ exit, stdout, stderr }, at) => expect(comparable(withoutDumps(said[at]!))).toEqual(comparable(withoutDumps({ exit, stdout, stderr }))))
  })
})

it('nothing is called different that is alike by now', () => {
  const all = [...recordings('admission.jsonl'), ...recordings('updates.jsonl')].filter(({ name }) => known[name] !== undefined)
  const alike = all.filter((recording) => recording.steps.every((step, at) => JSON.stringify(comparable(withoutDumps(replay(recording)[at]!))) === JSON.stringify(comparable(withoutDumps(step)))))
  expect(alike.map(({ name }) => name)).toEqual([])
})
