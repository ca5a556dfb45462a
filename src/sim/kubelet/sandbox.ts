import type { Node } from '../api/types.js'
import type { RuntimePod, Sandbox, Scope } from './state.js'
import { memoised } from '../memo.js'

/** Whether a sandbox must be made before containers can start (PodSandboxChanged, kuberuntime/util 1.36). */
export const needsSandbox = (runtime: RuntimePod): boolean => runtime.sandboxes[0]?.isReady !== true

/** Makes the pod's next sandbox, with an address from the node's pod CIDR. */
export function createSandbox(scope: Scope): void {
  const { worker } = scope
  const attempt = (worker.runtime.sandboxes[0]?.attempt ?? -1) + 1
  const ip = worker.pod.spec.hostNetwork === true ? '' : allocateAddress(scope)
  releaseAddress(scope)
  const sandbox: Sandbox = { attempt, isReady: true, ip }
  worker.runtime = { ...worker.runtime, sandboxes: [sandbox] }
}

/** Stops the sandbox; its address stays with it until the pod is cleaned up. */
export function stopSandbox({ worker }: Pick<Scope, 'worker'>): void {
  const [sandbox] = worker.runtime.sandboxes
  if (sandbox?.isReady === true) worker.runtime = { ...worker.runtime, sandboxes: [{ ...sandbox, isReady: false }] }
}

export function releaseAddress({ node, worker }: Scope): void {
  const ip = worker.runtime.sandboxes[0]?.ip
  if (ip !== undefined && ip !== '') node.addresses.delete(hostPart(ip))
}

const hostPart = (ip: string): number => {
  const [a, b, c, d] = ip.split('.').map(Number) as [number, number, number, number]
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
const dotted = (n: number): string => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`

/** The next free address after the last one given out, as the host-local CNI plug-in does; a full range starts over. */
function allocateAddress({ context, node }: Scope): string {
  const { first, count } = rangeOf(context.store.get<Node>('Node', node.name)?.spec.podCIDR ?? '10.244.0.0/24')
  for (let tries = 0; tries < count; tries++) {
    const address = first + (node.lastAddress++ % count)
    if (node.addresses.has(address)) continue
    node.addresses.add(address)
    return dotted(address)
  }
  return dotted(first + (node.lastAddress++ % count))
}

interface AddressRange {
  readonly first: number
  readonly count: number
}

/** The addresses of a node's pods, for as many nodes as there may be. */
const rangeOf: (cidr: string) => AddressRange = memoised((cidr) => {
  const [base, bits] = cidr.split('/') as [string, string]
  return { first: hostPart(base) + 2, count: 2 ** (32 - Number(bits)) - 3 }
}, 8192)
