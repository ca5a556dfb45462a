/** Whether an identity may do something: the question of `kubectl auth can-i`. */
export interface AccessQuestion {
  /** `system:serviceaccount:default:builder`, or a user's name. */
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  /** Absent for a question about a URL. */
  readonly resource?: { readonly group: string; readonly plural: string; readonly subresource: string; readonly name: string; readonly namespace: string }
  readonly url?: string
}

export interface AccessAnswer {
  readonly isAllowed: boolean
  /** In the words of the RBAC authorizer; empty when nothing speaks for it. */
  readonly why: string
}

export type Identity = Pick<AccessQuestion, 'user' | 'groups'>

const accountPrefix = 'system:serviceaccount:'

/** The identity of a ServiceAccount and the groups that the API server puts it into (serviceaccount.MakeUsername, MakeGroupNames, 1.36). */
export const accountIdentity = (namespace: string, name: string): Identity =>
  ({ user: `${accountPrefix}${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] })

/** The same for any user's name. */
export function identityOf(user: string, groups: readonly string[] = []): Identity {
  const [namespace, name] = user.startsWith(accountPrefix) ? user.slice(accountPrefix.length).split(':') : []
  const own = namespace !== undefined && name !== undefined ? accountIdentity(namespace, name).groups : ['system:authenticated']
  return { user, groups: [...new Set([...own, ...groups])] }
}
