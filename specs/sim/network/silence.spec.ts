import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/sim/api/types.js'
import { silenceOf } from '../../../src/sim/network/silence.js'

const running = (name: string): object => ({ name, state: { running: {} } })
const pod = (...containers: readonly { readonly name: string; readonly ports?: readonly { readonly containerPort: number }[] }[]): Pod =>
  ({ metadata: { name: 'p' }, spec: { containers }, status: { containerStatuses: containers.map(({ name }) => running(name)) } }) as unknown as Pod
const web = { name: 'web', ports: [{ containerPort: 8080 }] }

describe('what listens on a port', () => {
  it('is what a known program says, not what is declared', () => {
    const known = new Map([['web', [80]]])
    expect(silenceOf(pod(web), 80, 'TCP', known)).toBeUndefined()
    expect(silenceOf(pod(web), 8080, 'TCP', known)).toBe('nothing listens on port 8080 of pod/p: container web listens on 80')
  })

  it('may be a container beside it of which nothing is known', () => {
    const known = new Map([['web', [80]]])
    expect(silenceOf(pod(web, { name: 'side', ports: [{ containerPort: 9000 }] }), 9000, 'TCP', known)).toBeUndefined()
    expect(silenceOf(pod(web, { name: 'side', ports: [{ containerPort: 8080 }] }), 8080, 'TCP', known)).toBeUndefined()
    expect(silenceOf(pod(web, { name: 'side' }), 8080, 'TCP', known)).toContain('container web listens on 80')
  })

  it('is what is declared where nothing is known', () => {
    expect(silenceOf(pod(web), 8080, 'TCP')).toBeUndefined()
    expect(silenceOf(pod(web), 80, 'TCP')).toContain('declares port 80/TCP')
    expect(silenceOf(pod({ name: 'web' }), 80, 'TCP')).toBeUndefined()
  })
})
