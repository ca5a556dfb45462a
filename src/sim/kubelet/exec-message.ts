import type { Pod } from '../api/types.js'
import { locate } from '../runtime/files/mounted.js'
import type { Directory } from '../runtime/files/tree.js'
import { readLog } from '../runtime/logs.js'
import { specContainer } from './containers.js'
import type { ContainerProcess, VolumeKey } from './contents-state.js'
import { contentsOf } from './contents-volumes.js'
import type { Scope } from './state.js'

const messageMax = 4_096
/** Of all containers of a pod (MaxPodTerminationMessageLogLength); each has the same part of it. */
const podMax = 12_288
const fallbackMax = 2_048
const fallbackLines = 80

/**
 * What an instance left as its termination message (kuberuntime getTerminationMessage, 1.36): the file, or for one that failed with
 * `FallbackToLogsOnError` and an empty file the end of its log.
 */
export function terminationMessage(scope: Scope, { id, container: name, process }: ContainerProcess, code: number, directory: (key: VolumeKey) => Directory): string | undefined {
  const { pod } = scope.worker
  const container = specContainer(pod, name)
  const max = Math.min(messageMax, Math.floor(podMax / containerCount(pod)))
  const { terminationMessagePath: path = '/dev/termination-log', terminationMessagePolicy } = container ?? {}
  const { mounts } = process.spec
  const found = locate({ mounts, volumes: new Map(mounts.map(({ volume }) => [volume, directory(volume)])), onRead: () => undefined }, path)
  const text = found.ok && found.place.node?.kind === 'file' ? found.place.node.text.slice(0, max) : ''
  if (text !== '') return text
  if (terminationMessagePolicy !== 'FallbackToLogsOnError' || code === 0) return undefined
  const log = contentsOf(scope).logs.get(id)
  const tail = log === undefined ? '' : readLog(log.log, { tail: fallbackLines }).slice(-fallbackMax).slice(0, max)
  return tail === '' ? undefined : tail
}

const containerCount = ({ spec }: Pod): number => spec.containers.length + (spec.initContainers?.length ?? 0) + (spec.ephemeralContainers?.length ?? 0)
