import { child, fieldText, index } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { fields, isPresent, items, optional, text } from '../validation/values.js'
import type { Fields } from '../validation/values.js'
import { claimSpecWarnings } from './quantities.js'

/** Volumes that are no more, and files of volumes that hide each other: kubernetes `pkg/api/pod/warnings.go` 1.36. */

const gone: readonly (readonly [field: string, printed: string, message: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', 'ephemeral', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]
const goneFields: ReadonlySet<string> = new Set(gone.map(([field]) => field))
const ofPersistent = new Set(['cephfs', 'photonPersistentDisk', 'scaleIO', 'storageos', 'glusterfs', 'rbd'])

function hasGone(volume: Fields): boolean {
  for (const field in volume) if (goneFields.has(field)) return true
  return false
}

export function goneVolumeWarnings(path: FieldPath, volume: Fields, isPersistent: boolean): readonly string[] {
  return !hasGone(volume) ? [] : gone.flatMap(([field, printed, message]) => {
    const source = optional(volume[field])
    if (!source || (isPersistent && !ofPersistent.has(field))) return []
    if (field !== 'ephemeral') return [`${fieldText(child(path, printed))}: ${message}`]
    const template = optional(source['volumeClaimTemplate'])
    return template ? claimSpecWarnings(child(child(child(path, 'ephemeral'), 'volumeClaimTemplate'), 'spec'), fields(template['spec'])) : []
  })
}

interface File {
  readonly path: string
  readonly source: string
}

const trimmed = ({ path, source }: File): File => ({ path: path.replace(/\/+$/, ''), source })
const printed = ({ path, source }: File): string => (source === '' ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`)
const hides = (a: File, b: File): boolean => a.path !== '' && b.path !== '' && (`${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`))

/** Every pair of files of which one hides the other. */
const overlaps = (files: readonly File[]): readonly string[] =>
  files.map(trimmed).flatMap((file, position, all) => all.slice(0, position).filter((other) => hides(file, other)).map((other) => `${printed(file)} with ${printed(other)}`))

const filesOf = (list: unknown, source = ''): readonly File[] => items(list).map((item) => ({ path: text(item['path']), source }))

function projectedFiles(source: Fields): readonly File[] {
  const [config, secret, downward, token] = ['configMap', 'secret', 'downwardAPI', 'serviceAccountToken'].map((name) => optional(source[name]))
  if (config && isPresent(config['items'])) return filesOf(config['items'], `ConfigMap ${JSON.stringify(text(config['name']))}`)
  if (secret && isPresent(secret['items'])) return filesOf(secret['items'], `Secret ${JSON.stringify(text(secret['name']))}`)
  if (downward && isPresent(downward['items'])) return filesOf(downward['items'], 'DownwardAPI')
  return token ? [{ path: text(token['path']), source: 'ServiceAccountToken' }] : []
}

function overlapWarnings(volume: Fields): readonly string[] {
  const name = JSON.stringify(text(volume['name']))
  const say = (what: string, files: readonly File[]): readonly string[] => overlaps(files).map((pair) => `volume ${name} (${what}): overlapping paths: ${pair}`)
  const [config, secret, downward, projected] = ['configMap', 'secret', 'downwardAPI', 'projected'].map((field) => optional(volume[field]))
  const sources = items(projected?.['sources'])
  return [
    ...(config ? say(`ConfigMap ${JSON.stringify(text(config['name']))}`, filesOf(config['items'])) : []),
    ...(secret ? say(`Secret ${JSON.stringify(text(secret['secretName']))}`, filesOf(secret['items'])) : []),
    ...(downward ? say('DownwardAPI', filesOf(downward['items'])) : []),
    ...sources.filter((source) => Object.keys(source).length === 0).map(() => `volume ${name} (Projected) has no sources provided`),
    ...say('Projected', sources.flatMap(projectedFiles)),
  ]
}

/** Whether a volume has files of which one could hide another; a Projected one may also have nothing. */
function mayOverlap(volume: Fields): boolean {
  for (const field in volume) {
    if (field === 'projected') return true
    if ((field === 'configMap' || field === 'secret' || field === 'downwardAPI') && items(fields(volume[field])['items']).length > 1) return true
  }
  return false
}

export function volumeWarnings(path: FieldPath, volumes: unknown): readonly string[] {
  const said: string[] = []
  const list = items(volumes)
  for (let position = 0; position < list.length; position++) {
    const volume = list[position] as Fields
    if (hasGone(volume)) said.push(...goneVolumeWarnings(index(path, position), volume, false))
  }
  for (const volume of list) if (mayOverlap(volume)) said.push(...overlapWarnings(volume))
  return said
}
