/** Admission webhooks cannot be called: there is nobody behind their address. What they would have been asked, for the report. */
import type { KubeObject } from '../types.js'
import type { ResourceRule } from './policies/types.js'

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly { readonly name?: string; readonly rules?: readonly ResourceRule[] }[]
}

export interface UncalledWebhook {
  /** JSON pointer of the webhook in its configuration. */
  readonly pointer: string
  readonly message: string
}

const list = (words: readonly string[] | undefined): string => (words ?? []).join(', ')

/** One warning for each webhook of a configuration; none for other objects. */
export function uncalledWebhooks(object: KubeObject): readonly UncalledWebhook[] {
  if (object.kind !== 'ValidatingWebhookConfiguration' && object.kind !== 'MutatingWebhookConfiguration') return []
  return ((object as WebhookConfiguration).webhooks ?? []).map(({ name = '', rules = [] }, position) => {
    const asked = rules.map(({ operations, resources }) => `${list(operations)} of ${list(resources)}`).join('; ')
    return { pointer: `/webhooks/${position}`, message: `webhook ${JSON.stringify(name)} is not called${asked === '' ? '' : ` (${asked})`}: requests go on as if it allowed them unchanged` }
  })
}
