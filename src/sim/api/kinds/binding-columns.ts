import type { RbacBinding } from '../rbac-types.js'
import { ageColumn } from './columns.js'
import type { PrintedColumn } from './define.js'

const subjects = ({ subjects: all = [] }: RbacBinding, kind: string): string =>
  all.filter((subject) => subject.kind === kind).map(({ name, namespace }) => (kind === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name)).join(', ')

/** The columns of RoleBindings and ClusterRoleBindings after the name. */
export const bindingColumns: readonly PrintedColumn[] = [
  { name: 'ROLE', cell: ({ roleRef }: RbacBinding) => `${roleRef.kind}/${roleRef.name}` },
  ageColumn,
  { name: 'USERS', priority: 1, cell: (binding: RbacBinding) => subjects(binding, 'User') },
  { name: 'GROUPS', priority: 1, cell: (binding: RbacBinding) => subjects(binding, 'Group') },
  { name: 'SERVICEACCOUNTS', priority: 1, cell: (binding: RbacBinding) => subjects(binding, 'ServiceAccount') },
]
