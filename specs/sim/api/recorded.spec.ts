import { describe, expect, it } from 'vitest'
import { comparable, recordings, replay, type Said } from './kubectl.js'

/** The server prints its own structs: differences of them after `@@`, and some values as a whole. Here only the sentence is said. */
const withoutDumps = ({ exit, stdout, stderr }: Said): Said => ({
  exit, stdout, stderr: stderr.replace(/\n@@[\s\S]*?(?=\n\* |$)/g, '').replaceAll(/(spec\.(?:template|podFailurePolicy): Invalid value: ).*(: field is immutable)/g, '$1<struct>$2').trimEnd(),
})

describe('custom resources, quota, limits, PodSecurity and policies, as a real API server answers', () => {
  it.each(recordings('admission.jsonl'))('$name', (recording) => {
    const said = replay(recording)
    recording.steps.forEach(({ args, exit, stdout, stderr }, at) => {
      if (args[0] !== 'wait') expect({ args, ...comparable(said[at]!) }).toEqual({ args, ...comparable({ exit, stdout, stderr }) })
    })
  })
})

describe('updates that a real API server refuses', () => {
  it.each(recordings('updates.jsonl'))('$name', (recording) => {
    const said = replay(recording)
    recording.steps.forEach(({ exit, stdout, stderr }, at) => expect(comparable(withoutDumps(said[at]!))).toEqual(comparable(withoutDumps({ exit, stdout, stderr }))))
  })
})
