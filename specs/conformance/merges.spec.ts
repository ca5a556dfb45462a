import { describe, expect, it } from 'vitest'
import { comparableObject, comparableOwners, mergesBeside, recordedMerges, replayMerge, type MergeAnswer, type MergeStep } from './merges.js'

/** Warnings of the server's validation of pods are another matter; the order in which Go prints a set is none. */
const kubectlWords = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '' && !/^Warning: spec\.|^Warning: v1 Endpoints|^W\d{4} /.test(line)).sort()

const outcome = ({ exit, stdout, stderr, object }: MergeAnswer | MergeStep, isOwn: boolean): unknown => ({
  exit, stdout, ...(isOwn && { stderr: kubectlWords(stderr) }), object: comparableObject(object, isOwn), owners: comparableOwners(object, isOwn),
})

/** Recorded from a real API server: tools/recordings/record-merges.mjs. The object after every step, its managed fields, and kubectl's words. */
describe('recorded merges', () => {
  it.each(recordedMerges().map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(replayMerge(one).map((answer) => outcome(answer, true))).toEqual(one.steps.map((step) => outcome(step, true)))
  })
})

const beside = mergesBeside()

describe.skipIf(beside.length === 0)('recorded merges beside the project', () => {
  it.each(beside.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(replayMerge(one).map((answer) => outcome(answer, false))).toEqual(one.steps.map((step) => outcome(step, false)))
  })
})
