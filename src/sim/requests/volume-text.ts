import type { Volume } from '../api/types.js'

type Fields = Readonly<Record<string, unknown>>
type Source = Fields & { readonly name?: string }

/** The volumes of a template, each under its name (kubectl describe.describeVolumes, 1.36). */
export function volumesText(volumes: readonly Volume[]): readonly string[] {
  if (volumes.length === 0) return ['  Volumes:\t<none>']
  return ['  Volumes:', ...volumes.flatMap((volume) => [`   ${volume.name}:`, ...sourceText(volume).map((line) => `    ${line}`)])]
}

const shown = (value: unknown, absent = ''): string => (value === undefined ? absent : String(value))

const texts: Readonly<Record<string, (source: Source) => readonly string[]>> = {
  emptyDir: ({ medium, sizeLimit }) => ['Type:\tEmptyDir (a temporary directory that shares a pod\'s lifetime)', `Medium:\t${shown(medium)}`, `SizeLimit:\t${shown(sizeLimit, '<unset>')}`],
  configMap: ({ name, optional }) => ['Type:\tConfigMap (a volume populated by a ConfigMap)', `Name:\t${shown(name)}`, `Optional:\t${shown(optional, 'false')}`],
  secret: ({ secretName, optional }) => ['Type:\tSecret (a volume populated by a Secret)', `SecretName:\t${shown(secretName)}`, `Optional:\t${shown(optional, 'false')}`],
  persistentVolumeClaim: ({ claimName, readOnly }) =>
    ['Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', `ClaimName:\t${shown(claimName)}`, `ReadOnly:\t${shown(readOnly, 'false')}`],
  hostPath: ({ path, type }) => ['Type:\tHostPath (bare host directory volume)', `Path:\t${shown(path)}`, `HostPathType:\t${shown(type)}`],
  projected: ({ sources }) => ['Type:\tProjected (a volume that contains injected data from multiple sources)', ...((sources ?? []) as readonly Fields[]).flatMap(projectedText)],
  downwardAPI: ({ items }) => ['Type:\tDownwardAPI (a volume populated by information about the pod)', 'Items:', ...itemsText(items)],
  nfs: ({ server, path, readOnly }) => ['Type:\tNFS (an NFS mount that lasts the lifetime of a pod)', `Server:\t${shown(server)}`, `Path:\t${shown(path)}`, `ReadOnly:\t${shown(readOnly, 'false')}`],
}

function sourceText(volume: Volume): readonly string[] {
  const fields = volume as unknown as Fields
  const kind = Object.keys(texts).find((name) => fields[name] !== undefined)
  return kind === undefined ? ['<unknown>'] : (texts[kind] as (source: Source) => readonly string[])(fields[kind] as Source)
}

function projectedText({ configMap, secret, serviceAccountToken, downwardAPI }: Fields): readonly string[] {
  if (configMap !== undefined) return [`ConfigMapName:\t${shown((configMap as Source).name)}`, `Optional:\t${shown((configMap as Source)['optional'], 'false')}`]
  if (secret !== undefined) return [`SecretName:\t${shown((secret as Source).name)}`, `Optional:\t${shown((secret as Source)['optional'], 'false')}`]
  if (downwardAPI !== undefined) return ['DownwardAPI:\ttrue']
  return serviceAccountToken === undefined ? [] : [`TokenExpirationSeconds:\t${shown((serviceAccountToken as Fields)['expirationSeconds'], '3600')}`]
}

const itemsText = (items: unknown): readonly string[] =>
  ((items ?? []) as readonly Fields[]).flatMap(({ path, fieldRef }) => (fieldRef === undefined ? [] : [`  ${shown((fieldRef as Fields)['fieldPath'])} -> ${shown(path)}`]))
