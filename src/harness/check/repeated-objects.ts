import { keyOf } from '../../sim/store/keys.js'
import { warning, type Diagnostic } from '../diagnostics.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import { printedRef } from './refs.js'

const idOf = ({ kind, object }: CheckedManifest): string => `${kind.id} ${keyOf(object.metadata)}`

/** Manifests that a later one of the same name is applied over: what they ask for comes to nothing. */
export function repeatedObjects(manifests: readonly CheckedManifest[]): readonly Diagnostic[] {
  const last = new Map(manifests.map((checked) => [idOf(checked), checked]))
  return manifests.flatMap((checked) => {
    const winner = last.get(idOf(checked))!
    if (winner === checked || checked.object.metadata.name === undefined) return []
    const { manifest: { document, pointer }, kind, object } = checked
    const at = winner.manifest.document.place(winner.manifest.pointer)
    return [warning(document.place(pointer), `${printedRef(kind, object.metadata)} stands again in ${at.file}:${at.line}, which is applied over this one`)]
  })
}

/** Each object once, as its last manifest has it. */
export function withoutRepeats(manifests: readonly CheckedManifest[]): readonly CheckedManifest[] {
  const last = new Map(manifests.map((checked) => [idOf(checked), checked]))
  return manifests.filter((checked) => last.get(idOf(checked)) === checked || checked.object.metadata.name === undefined)
}
