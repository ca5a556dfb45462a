import { defaultClusterRoleBindings, defaultClusterRoles, type DefaultRole, type RuleRow } from '../api/default-roles.js'
import { Kind } from '../api/kinds/ids.js'
import { compileSelector } from '../api/labels.js'
import type { PolicyRule, RbacBinding, RbacRole, RbacSubject } from '../api/rbac-types.js'
import type { StoreReader } from '../store/store.js'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const made = { uid: '', resourceVersion: '', creationTimestamp: '' }
const aggregation = (into: string): string => `rbac.authorization.k8s.io/aggregate-to-${into}`
const words = (text = ''): readonly string[] => text.split(' ').filter((word) => word !== '').map((word) => (word === 'core' ? '' : word))

const ruleOf = ([verbs, groups, resources, names, urls]: RuleRow): PolicyRule =>
  ({ verbs: words(verbs), apiGroups: words(groups), resources: words(resources), resourceNames: words(names), nonResourceURLs: words(urls) })

const roleOf = ({ name, into = [], collects, rules }: DefaultRole): RbacRole => ({
  apiVersion, kind: 'ClusterRole', metadata: { name, ...made, labels: Object.fromEntries(into.map((target) => [aggregation(target), 'true'])) }, rules: rules.map(ruleOf),
  ...(collects === undefined ? {} : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregation(collects)]: 'true' } }] } }),
})

function subjectOf(text: string): RbacSubject {
  const [, kind = 'Group', name = text] = /^(User|ServiceAccount):(.*)$/.exec(text) ?? []
  if (kind !== 'ServiceAccount') return { kind, name }
  const [namespace = '', account = ''] = name.split('/')
  return { kind, name: account, namespace }
}

interface Defaults { readonly roles: ReadonlyMap<string, RbacRole>; readonly bindings: readonly RbacBinding[] }
let defaults: Defaults | undefined

/** The roles and bindings that every server has; made when somebody first asks. */
function known(): Defaults {
  defaults ??= {
    roles: new Map(defaultClusterRoles.map((role) => [role.name, roleOf(role)])),
    bindings: defaultClusterRoleBindings.map(([name, ...subjects]) => ({
      apiVersion, kind: 'ClusterRoleBinding', metadata: { name, ...made }, roleRef: { kind: 'ClusterRole', name }, subjects: subjects.map(subjectOf),
    })),
  }
  return defaults
}

/** All of the cluster's bindings by name; what a manifest says of a default one counts instead of it. */
export function clusterRoleBindings(store: StoreReader): readonly RbacBinding[] {
  const own = [...store.list<RbacBinding>(Kind.ClusterRoleBinding)]
  const names = new Set(own.map(({ metadata }) => metadata.name))
  return [...own, ...known().bindings.filter(({ metadata }) => !names.has(metadata.name))].toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

/** The rules that a binding's role gives; undefined when there is no such role. */
export function rulesOf(store: StoreReader, { kind, name }: RbacBinding['roleRef'], namespace: string): readonly PolicyRule[] | undefined {
  const own = kind === 'Role'
  const role = own ? store.get<RbacRole>(Kind.Role, `${namespace}/${name}`) : store.get<RbacRole>(Kind.ClusterRole, name) ?? known().roles.get(name)
  if (role === undefined) return undefined
  return own ? (role.rules ?? []) : collected(store, role, new Set())
}

/** An aggregated role has the rules of all that its selectors find, as the clusterrole-aggregation controller writes them down. */
function collected(store: StoreReader, role: RbacRole, seen: Set<string>): readonly PolicyRule[] {
  const selectors = role.aggregationRule?.clusterRoleSelectors
  if (selectors === undefined) return role.rules ?? []
  seen.add(role.metadata.name)
  const predicates = selectors.map((selector) => compileSelector(selector))
  const own = [...store.list<RbacRole>(Kind.ClusterRole)]
  const names = new Set(own.map(({ metadata }) => metadata.name))
  const all = [...own, ...[...known().roles.values()].filter(({ metadata }) => !names.has(metadata.name))]
  return all
    .filter(({ metadata }) => !seen.has(metadata.name) && predicates.some((matches) => matches(metadata.labels)))
    .flatMap((part) => collected(store, part, seen))
}
