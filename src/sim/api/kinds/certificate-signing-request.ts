import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { humanDuration } from './age.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & {
  readonly spec?: { readonly signerName?: string; readonly username?: string; readonly expirationSeconds?: number }
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly { readonly type: string }[] }
}

function conditionText({ status }: Shape): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type))
  const verdict = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  return `${verdict}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}

export const certificateSigningRequest: KindDefinition = defineKind({
  group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest', plural: 'certificatesigningrequests', shortNames: ['csr'], namespaced: false,
  subresources: ['status'],
  defaults: defaultsFor('certificates.k8s.io/v1', 'CertificateSigningRequest'),
  fieldSelectors: { 'spec.signerName': ({ spec }: Shape) => spec?.signerName ?? '' },
  columns: [
    nameColumn,
    ageColumn,
    { name: 'SIGNERNAME', cell: ({ spec }: Shape) => spec?.signerName || '<none>' },
    { name: 'REQUESTOR', cell: ({ spec }: Shape) => spec?.username ?? '' },
    { name: 'REQUESTEDDURATION', cell: ({ spec }: Shape) => (spec?.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000)) },
    { name: 'CONDITION', cell: (object: Shape) => conditionText(object) },
  ],
})
