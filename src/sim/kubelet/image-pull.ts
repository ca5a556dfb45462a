import type { Container, Pod } from '../api/types.js'
import { imageName } from '../runtime/image-name.js'
import { matchesGlob } from '../runtime/glob.js'
import { profileOf } from '../runtime/profile.js'
import { entryAt } from '../runtime/spans.js'
import { wakeAt } from '../wake.js'
import type { ActorContext } from '../state.js'
import { isBackingOff, nextBackoff } from './backoff.js'
import { specContainer } from './containers.js'
import { goDuration } from './go-duration.js'
import { containerEvent } from './pod-events.js'
import type { NodeState, PullRequest, Scope } from './state.js'
import { NodeWake } from './wakes.js'
import { memoised } from '../memo.js'

/** Every image has this many bytes. */
const imageBytes = 20_000_000

export type ImageOutcome = { readonly kind: 'ready' | 'pulling' } | { readonly kind: 'failed'; readonly reason: string; readonly message: string }

const ready: ImageOutcome = { kind: 'ready' }
const failed = (reason: string, message: string): ImageOutcome => ({ kind: 'failed', reason, message })

/** Sees to it that a container's image is on the node (image_manager.go EnsureImageExists, kubelet 1.36). */
export function ensureImage(scope: Scope, container: Container): ImageOutcome {
  const { node } = scope
  const image = container.image ?? ''
  const parsed = imageName(image)
  if (!parsed.ok) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${parsed.why}`
    containerEvent(scope, container.name, 'Warning', 'InspectFailed', message)
    return failed('InvalidImageName', message)
  }
  const policy = container.imagePullPolicy ?? (parsed.name.endsWith(':latest') ? 'Always' : 'IfNotPresent')
  if (policy !== 'Always' && node.images.has(parsed.name)) {
    containerEvent(scope, container.name, 'Normal', 'Pulled', presentText(image))
    return ready
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`
    containerEvent(scope, container.name, 'Warning', 'ErrImageNeverPull', message)
    return failed('ErrImageNeverPull', message)
  }
  return requestPull(scope, container, image)
}

/** Said with every start: one text for all. */
const presentText: (image: string) => string = memoised((image) => `Container image "${image}" already present on machine and can be accessed by the pod`)

const backoffKey = (image: string): string => `image ${image}`

function requestPull(scope: Scope, container: Container, image: string): ImageOutcome {
  const { node, worker, context } = scope
  const backoff = worker.backoffs[backoffKey(image)]
  if (backoff !== undefined && isBackingOff(backoff, context.now, context.now - backoff.updatedAt)) {
    const message = `Back-off pulling image "${image}"`
    containerEvent(scope, container.name, 'Normal', 'BackOff', message)
    return failed('ImagePullBackOff', backoff.message === undefined ? message : `${message}: ErrImagePull: ${backoff.message}`)
  }
  containerEvent(scope, container.name, 'Normal', 'Pulling', `Pulling image "${image}"`)
  node.pullQueue = [...node.pullQueue, { uid: worker.uid, container: container.name, image, requestedAt: context.now }]
  if (node.pullQueue.length === 1) beginPull(context, node, worker.pod)
  return { kind: 'pulling' }
}

/** The puller takes the first request up. Pulls of one node go one after another. */
export function beginPull(context: ActorContext, node: NodeState, pod: Pod): void {
  const request = node.pullQueue[0]
  if (request === undefined) return
  const container = specContainer(pod, request.container)
  const count = node.pulls.get(request.image) ?? 0
  node.pulls.set(request.image, count + 1)
  const pull = container === undefined ? { afterMs: 0 } : entryAt(profileOf(context.options, pod, container).pull, count)
  const fail = pullFault(context, request.image) ?? ('fail' in pull ? pull.fail : undefined)
  node.pullQueue = node.pullQueue.with(0, { ...request, pull: { since: context.now, ...(fail === undefined ? {} : { fail }) } })
  wakeAt(context, `${NodeWake.Pull}/${node.name}`, context.now + pull.afterMs)
}

/** The first pull is over. The caller goes on with the pod that asked for it, and begins the next one. */
export function endPull({ context }: { readonly context: ActorContext }, node: NodeState): PullRequest | undefined {
  const request = node.pullQueue[0]
  if (request?.pull === undefined) return undefined
  node.pullQueue = node.pullQueue.slice(1)
  const fail = request.pull.fail ?? pullFault(context, request.image)
  const parsed = imageName(request.image)
  if (fail === undefined && parsed.ok) node.images.add(parsed.name)
  return { ...request, pull: { since: request.pull.since, ...(fail === undefined ? {} : { fail }) } }
}

/** What a pull that is over means for the container that waited for it. */
export function pullOutcome(scope: Scope, { container, image, requestedAt, pull }: PullRequest): ImageOutcome {
  const { worker, context } = scope
  const { now } = context
  if (pull?.fail !== undefined) {
    containerEvent(scope, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${pull.fail}`)
    const key = backoffKey(image)
    worker.backoffs = { ...worker.backoffs, [key]: nextBackoff(worker.backoffs[key], now, now, pull.fail) }
    return failed('ErrImagePull', pull.fail)
  }
  const took = goDuration(now - (pull?.since ?? now))
  const waited = goDuration(now - requestedAt)
  containerEvent(scope, container, 'Normal', 'Pulled', `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${imageBytes} bytes.`)
  return ready
}

/** The error of an injected `image-pull-failure` that concerns the image. */
function pullFault({ cluster }: ActorContext, image: string): string | undefined {
  if (cluster.conditions.length === 0) return undefined
  const parsed = imageName(image)
  const name = parsed.ok ? parsed.name : image
  for (const { fault, params } of cluster.conditions) {
    if (fault !== 'image-pull-failure' && fault !== 'registry-down') continue
    const { image: pattern = '*', message } = params
    if (typeof pattern !== 'string' || !(matchesGlob(pattern, image) || matchesGlob(pattern, name))) continue
    return typeof message === 'string' ? message : `failed to pull and unpack image "${name}": failed to resolve reference "${name}": dial tcp: i/o timeout`
  }
  return undefined
}
