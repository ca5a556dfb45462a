import type { Container } from '../types.js'
import { forbidden, invalid, notFound, required } from './field-error.js'
import { descendingPath } from './file-paths.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { fields, isPresent, items, text } from './values.js'
import type { Fields, Open } from './values.js'

/** Mounts and devices of containers: core `ValidateVolumeMounts`, `ValidateVolumeDevices` 1.36. Sub-path errors stand at the list, as the server puts them. */

function propagation(path: FieldPath, mode: string, container: Open<Container>, errors: Errors): void {
  oneOf(path, mode, ['Bidirectional', 'HostToContainer', 'None'], errors)
  if (mode === 'Bidirectional' && fields(container.securityContext)['privileged'] !== true)
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'))
}

function recursiveReadOnly(path: FieldPath, mount: Fields, errors: Errors): void {
  const mode = mount['recursiveReadOnly']
  if (mode === 'Disabled') return
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    oneOf(path, text(mode), ['Disabled', 'Enabled', 'IfPossible'], errors)
    return
  }
  if (mount['readOnly'] !== true) errors.push(forbidden(path, 'may only be specified when readOnly is true'))
  const spread = mount['mountPropagation']
  if (isPresent(spread) && spread !== 'None') errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'))
}

function subPaths(path: FieldPath, at: FieldPath, mount: Fields, errors: Errors): void {
  const subPath = text(mount['subPath'])
  const expression = text(mount['subPathExpr'])
  if (subPath !== '') descendingPath(child(path, 'subPath'), subPath, errors)
  if (expression === '') return
  if (subPath !== '') errors.push(invalid(child(at, 'subPathExpr'), expression, 'subPathExpr and subPath are mutually exclusive'))
  descendingPath(child(path, 'subPathExpr'), expression, errors)
}

function besideDevices(at: FieldPath, name: string, mountPath: string, devices: readonly Fields[], errors: Errors): void {
  if (devices.some((device) => device['name'] === name)) errors.push(invalid(child(at, 'name'), name, 'must not already exist in volumeDevices'))
  if (devices.some((device) => device['devicePath'] === mountPath))
    errors.push(invalid(child(at, 'mountPath'), mountPath, 'must not already exist as a path in volumeDevices'))
}

export function validateMounts(path: FieldPath, container: Open<Container>, volumes: ReadonlyMap<string, Fields>, errors: Errors): void {
  const devices = items(container['volumeDevices'])
  const mounts = items(container.volumeMounts)
  const seen = mounts.length > 1 ? new Set<string>() : undefined
  for (let position = 0; position < mounts.length; position++) {
    const mount = mounts[position] as Fields
    const at = index(path, position)
    const name = text(mount['name'])
    const mountPath = text(mount['mountPath'])
    if (name === '') errors.push(required(child(at, 'name')))
    if (!volumes.has(name)) errors.push(notFound(child(at, 'name'), name))
    if (mountPath === '') errors.push(required(child(at, 'mountPath')))
    if (seen?.has(mountPath)) errors.push(invalid(child(at, 'mountPath'), mountPath, 'must be unique'))
    seen?.add(mountPath)
    if (devices.length > 0) besideDevices(at, name, mountPath, devices, errors)
    subPaths(path, at, mount, errors)
    if (isPresent(mount['mountPropagation'])) propagation(child(path, 'mountPropagation'), text(mount['mountPropagation']), container, errors)
    if (isPresent(mount['recursiveReadOnly'])) recursiveReadOnly(child(path, 'recursiveReadOnly'), mount, errors)
  }
}

function deviceSource(path: FieldPath, name: string, volumes: ReadonlyMap<string, Fields>, errors: Errors): void {
  const volume = volumes.get(name)
  if (!volume) errors.push(notFound(path, name))
  else if (!isPresent(volume['persistentVolumeClaim']) && !isPresent(volume['ephemeral']))
    errors.push(invalid(path, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'))
}

export function validateDevices(path: FieldPath, container: Open<Container>, volumes: ReadonlyMap<string, Fields>, errors: Errors): void {
  const [names, paths] = [new Set<string>(), new Set<string>()]
  const mounts = container.volumeMounts ?? []
  for (const [position, device] of items(container['volumeDevices']).entries()) {
    const at = index(path, position)
    const [name, devicePath] = [text(device['name']), text(device['devicePath'])]
    if (name === '') errors.push(required(child(at, 'name')))
    if (names.has(name)) errors.push(invalid(child(at, 'name'), name, 'must be unique'))
    deviceSource(child(at, 'name'), name, volumes, errors)
    if (devicePath === '') errors.push(required(child(at, 'devicePath')))
    if (paths.has(devicePath)) errors.push(invalid(child(at, 'devicePath'), devicePath, 'must be unique'))
    if (devicePath.split('/').includes('..')) errors.push(invalid(child(at, 'devicePath'), devicePath, "can not contain backsteps ('..')"))
    names.add(name)
    paths.add(devicePath)
    if (mounts.some((mount) => mount.name === name)) errors.push(invalid(child(at, 'name'), name, 'must not already exist in volumeMounts'))
    if (mounts.some((mount) => mount.mountPath === devicePath))
      errors.push(invalid(child(at, 'devicePath'), devicePath, 'must not already exist as a path in volumeMounts'))
  }
}
