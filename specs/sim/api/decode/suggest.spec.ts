import { describe, expect, it } from 'vitest'
import { suggest } from '../../../../src/sim/api/decode/suggest.js'

describe('suggest', () => {
  it.each([
    ['replicsa', ['replicas', 'paused'], 'replicas'],
    ['IMAGE', ['image', 'name'], 'image'],
    ['imagePullPolicyy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
    ['contaners', ['containers', 'initContainers'], 'containers'],
    ['x', ['image', 'name'], undefined],
    ['spec', ['data', 'binaryData'], undefined],
    ['arg', ['args', 'env'], 'args'],
  ])('%s of %j is %s', (word, candidates, wanted) => expect(suggest(word, candidates)).toBe(wanted))
})
