import type { Millis } from '../api/types.js'
import { goDuration } from './go-duration.js'
import type { PodWorker, RepeatedTexts, Scope } from './state.js'

/** `name_namespace(uid)`, as the kubelet names pods in messages. */
export const podText = ({ worker }: Pick<Scope, 'worker'>): string => textsOf(worker).pod

/** What the kubelet says each time when a container has to wait for its next start. */
export function backoffText({ worker }: Scope, container: string): string {
  const texts = textsOf(worker)
  if (texts.backoff?.container === container) return texts.backoff.text
  const text = `Back-off restarting failed container ${container} in pod ${texts.pod}`
  worker.texts = { ...texts, backoff: { container, text } }
  return text
}

/** What the status of a container says that waits for its next start. */
export function refusalText({ worker }: Scope, container: string, delayMs: Millis): string {
  const texts = textsOf(worker)
  if (texts.refusal?.container === container && texts.refusal.delayMs === delayMs) return texts.refusal.text
  const text = `back-off ${goDuration(delayMs)} restarting failed container=${container} pod=${texts.pod}`
  worker.texts = { ...texts, refusal: { container, delayMs, text } }
  return text
}

function textsOf(worker: PodWorker): RepeatedTexts {
  const { name, namespace = '', uid } = worker.pod.metadata
  return (worker.texts ??= { pod: `${name}_${namespace}(${uid})`, backoff: undefined, refusal: undefined })
}
