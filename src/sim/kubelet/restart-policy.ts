import type { Container, Pod, PodSpec } from '../api/types.js'
import type { RuntimeContainer, RuntimePod } from './state.js'

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

/** The newest instance of a container. */
export function findContainer(runtime: RuntimePod, name: string): RuntimeContainer | undefined {
  const { containers } = runtime
  for (let i = 0; i < containers.length; i++) if (containers[i]!.name === name) return containers[i]
  return undefined
}

/** Whether a container that ended with this code is started again (ContainerShouldRestart, kubernetes pkg/api/v1/pod 1.36). */
export function restartsAfter(spec: PodSpec, container: Container, exitCode: number): boolean {
  const { restartPolicy } = container
  if (restartPolicy !== undefined) {
    const action = matchingRule(container, exitCode)?.action
    if (action === 'Restart' || action === 'RestartAllContainers') return true
    if (restartPolicy === 'Always') return true
    if (restartPolicy === 'OnFailure') return exitCode !== 0
    if (restartPolicy === 'Never') return false
  }
  if (spec.restartPolicy === 'OnFailure') return exitCode !== 0
  return spec.restartPolicy !== 'Never'
}

/** The first rule of the container that speaks of this exit code. */
export const matchingRule = ({ restartPolicyRules }: Container, exitCode: number): NonNullable<Container['restartPolicyRules']>[number] | undefined =>
  restartPolicyRules?.find(({ exitCodes }) => exitCodes !== undefined && matchesCode(exitCodes, exitCode))

const matchesCode = ({ operator, values = [] }: { readonly operator: string; readonly values?: readonly number[] }, code: number): boolean =>
  operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code)

/** A container killed by a probe: its own policy counts, its exit code does not. */
export const restartsAfterKill = (spec: PodSpec, container: Container): boolean => (container.restartPolicy ?? spec.restartPolicy) !== 'Never'

/** Whether the next sync should start the container (ShouldContainerBeRestarted, kubelet container/helpers.go 1.36). */
export function shouldStart(pod: Pod, container: Container, runtime: RuntimePod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false
  const last = findContainer(runtime, container.name)
  if (last === undefined || last.state === 'created') return true
  return last.state === 'exited' && restartsAfter(pod.spec, container, last.exitCode ?? 0)
}
