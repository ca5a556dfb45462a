import type { Container, VolumeMount } from '../api/types.js'
import type { ConfigScope } from './contents-config.js'
import { environmentOf } from './contents-env.js'
import { expandVariables } from './contents-expand.js'

type Mount = VolumeMount & { readonly subPathExpr?: string }

/** Which part of its volume a mount shows: `subPath`, or `subPathExpr` with the container's variables. */
export const subPathOf = (from: () => ConfigScope, container: Container, mount: Mount): string =>
  isExpression(mount) ? expandVariables(mount.subPathExpr, valuesOf(from(), container)) : mount.subPath ?? ''

/** Why the mounts of a container cannot be made (kubelet_pods.go makeMounts, container/helpers.go ExpandContainerVolumeMounts, 1.36). */
export function subPathError(from: () => ConfigScope, container: Container): string | undefined {
  for (const mount of container.volumeMounts ?? []) {
    const error = isExpression(mount) ? expressionError(from(), container, mount.subPathExpr) : undefined
    if (error !== undefined) return error
  }
  return undefined
}

const isExpression = (mount: Mount): mount is Mount & { readonly subPathExpr: string } => mount.subPathExpr !== undefined && mount.subPathExpr !== ''

/** An empty value counts as none. */
function expressionError(from: ConfigScope, container: Container, expression: string): string | undefined {
  const values = valuesOf(from, container)
  const missing = new Set<string>()
  const path = expandVariables(expression, (name) => {
    const value = values(name) ?? ''
    if (value === '') missing.add(name)
    return value
  })
  if (missing.size > 0) return `missing value for ${[...missing].sort().join(', ')}`
  if (path.startsWith('/')) return `error SubPath \`${path}\` must not be an absolute path`
  return path.split('/').includes('..') ? `unable to provision SubPath \`${path}\`: must not contain '..'` : undefined
}

function valuesOf(from: ConfigScope, container: Container): (name: string) => string | undefined {
  const environment = environmentOf(from, container)
  return (name) => environment[name]
}
