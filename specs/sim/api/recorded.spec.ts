import { describe, expect, it } from 'vitest'
import { comparable, recordings, replay } from './kubectl.js'

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
    recording.steps.forEach(({ exit, stdout, stderr }, at) => expect(comparable(said[at]!)).toEqual(comparable({ exit, stdout, stderr })))
  })
})

describe('kinds that nothing is simulated of, lists that are null, and what is only posted, as a real API server answers', () => {
  it.each(recordings('kinds.jsonl'))('$name', (recording) => {
    const said = replay(recording)
    recording.steps.forEach(({ args, exit, stdout, stderr }, at) => expect({ args, ...comparable(said[at]!) }).toEqual({ args, ...comparable({ exit, stdout, stderr }) }))
  })
})
