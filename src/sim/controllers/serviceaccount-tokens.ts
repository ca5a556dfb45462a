import { encodeBase64Text } from '../api/decode/base64.js'
import { Kind } from '../api/kinds/ids.js'
import type { Secret, ServiceAccount, StringMap } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { updateObject } from '../apiserver/update.js'
import { objectKey } from '../store/keys.js'
import { defineController, enqueue, type Controller, type WorkQueue } from './define.js'

const tokenType = 'kubernetes.io/service-account-token'
const accountName = 'kubernetes.io/service-account.name'
const accountUid = 'kubernetes.io/service-account.uid'

/**
 * Fills the Secrets that were made by hand for the token of a ServiceAccount, and deletes them once the account is not there, or is another
 * one of the same name: kube-controller-manager's serviceaccount-token controller, 1.36 (tokens_controller.go). The token is a stand-in.
 */
export const serviceAccountTokens: Controller = defineController({
  name: 'serviceaccount-token-controller',
  watches: [Kind.Secret, Kind.ServiceAccount],
  concerns: ({ kind, type, object }) => (kind === Kind.Secret ? type !== 'DELETED' && (object as Secret).type === tokenType : type === 'DELETED'),
  start: (queue) => {
    for (const secret of queue.context.store.list<Secret>(Kind.Secret)) if (secret.type === tokenType) enqueueSecret(queue, secret)
  },
  deliver: (queue, { kind, object }) => {
    if (kind === Kind.Secret) enqueueSecret(queue, object as Secret)
    else enqueueTokensOf(queue, object as ServiceAccount)
  },
  reconcile: (queue, key) => {
    const { context } = queue
    const secret = context.store.get<Secret>(Kind.Secret, key)
    if (secret === undefined || secret.type !== tokenType) return
    const account = accountOf(queue, secret)
    if (account === undefined) deleteObject(context, Kind.Secret, key, { uid: secret.metadata.uid })
    else fill(queue, secret, account)
  },
})

const enqueueSecret = (queue: WorkQueue, { metadata }: Secret): void => enqueue(queue, objectKey(metadata.namespace, metadata.name))

function enqueueTokensOf(queue: WorkQueue, { metadata: { namespace = '', name } }: ServiceAccount): void {
  for (const secret of queue.context.store.inNamespace<Secret>(Kind.Secret, namespace)) {
    if (secret.type === tokenType && secret.metadata.annotations?.[accountName] === name) enqueueSecret(queue, secret)
  }
}

/** The account that the Secret names, and by its uid if it gives one. */
function accountOf({ context }: WorkQueue, { metadata: { namespace, annotations } }: Secret): ServiceAccount | undefined {
  const account = context.store.get<ServiceAccount>(Kind.ServiceAccount, objectKey(namespace, annotations?.[accountName] ?? ''))
  const uid = annotations?.[accountUid]
  return uid === undefined || uid === '' || uid === account?.metadata.uid ? account : undefined
}

/** generateTokenIfNeeded: what is there stays. */
function fill({ context }: WorkQueue, secret: Secret, account: ServiceAccount): void {
  const { metadata, data } = secret
  if (isFilled(data)) return
  const { namespace = '', name, uid } = account.metadata
  const given: StringMap = {
    'ca.crt': data?.['ca.crt'] ?? '',
    namespace: data?.['namespace'] || encodeBase64Text(namespace),
    token: data?.['token'] || encodeBase64Text(`seatrial.${namespace}.${name}.${uid}.${metadata.name}`),
  }
  const annotations = { ...metadata.annotations, [accountName]: name, [accountUid]: uid }
  updateObject(context, { ...secret, metadata: { ...metadata, annotations }, data: { ...data, ...given } })
}

const isFilled = (data: StringMap | undefined): boolean =>
  (data?.['namespace'] ?? '') !== '' && (data?.['token'] ?? '') !== ''
