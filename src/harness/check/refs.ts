import type { KindDefinition } from '../../sim/api/kinds/define.js'

/** `deployment/web`; `other:deployment/web` outside the namespace `default`. */
export const printedRef = ({ singular }: KindDefinition, { name, namespace }: { readonly name: string; readonly namespace?: string | undefined }): string =>
  `${namespace === undefined || namespace === '' || namespace === 'default' ? '' : `${namespace}:`}${singular}/${name}`
