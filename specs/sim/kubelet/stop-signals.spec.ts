import { describe, expect, it } from 'vitest'
import type { Container } from '../../../src/sim/api/types.js'
import { at, bind, life, newRoom, podOf, remove } from './kubelet-room.js'

/** How a pod ends that is deleted after 20 s, with 10 s of grace: its last words but one. */
function endOf(container: Partial<Container>): string {
  const room = newRoom()
  bind(room, 'p', [container], { terminationGracePeriodSeconds: 10 })
  at(room, 20)
  remove(room, 'p')
  at(room, 40)
  expect(podOf(room, 'p')).toBeUndefined()
  return life(room, 'p').at(-2)!
}
const sh = (image: string, script: string): Partial<Container> => ({ image, command: ['sh', '-c', script] })
const traps = 'trap "exit 15" TERM; trap "exit 3" QUIT; trap "exit 2" INT; trap "exit 28" WINCH; while true; do sleep 1; done'

describe('the stop signal of an image', () => {
  it.each([['nginx:1.29', 3], ['nginx:alpine', 3], ['httpd:2.4', 28], ['postgres:18', 2], ['redis:8', 15], ['busybox', 15], ['registry/app:1', 15]])('of %s is what its containers are told to end with', (image, code) =>
    expect(endOf(sh(image, traps))).toMatch(new RegExp(`^2[01]\\.\\d .*c\\[Error ${code} x0\\]$`)))

  it.each([['nginx', {}], ['httpd', {}], ['postgres', { env: [{ name: 'POSTGRES_PASSWORD', value: 'x' }] }], ['redis', {}]])('ends the server of %s with 0', (image, rest) =>
    expect(endOf({ image, ...rest })).toMatch(/^20\.\d .*c\[Completed 0 x0\]$/))

  it.each([
    [['sh', '-c', 'sleep 4; nginx -s quit'], '24'],
    [['/usr/sbin/nginx', '-s', 'stop'], '20'],
    [['sh', '-c', 'nginx -s reload && sleep 3'], '23'],
  ])('is not waited for where a hook ends nginx: %j', (command, second) =>
    expect(endOf({ image: 'nginx', lifecycle: { preStop: { exec: { command } } } })).toMatch(new RegExp(`^${second}\\.\\d .*c\\[Completed 0 x0\\]$`)))

  it('does not reach a script that waits for another one: it is killed when its grace is over', () =>
    expect(endOf(sh('nginx', 'trap "exit 0" TERM; while true; do sleep 1; done'))).toMatch(/^30\.\d .*c\[Error 137 x0\]$/))

  it('is that of the image though the manifest names another: the gate for that is off', () =>
    expect(endOf({ ...sh('nginx', traps), lifecycle: { stopSignal: 'SIGUSR1' } })).toMatch(/c\[Error 3 x0\]$/))
})
