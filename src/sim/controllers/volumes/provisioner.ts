import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.js'
import { createObject } from '../../apiserver/create.js'
import { deleteObject } from '../../apiserver/delete.js'
import { recordEvent } from '../../apiserver/events.js'
import type { Draft } from '../../apiserver/draft.js'
import type { ActorContext } from '../../state.js'
import { defineController, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { referenceTo } from './bind.js'
import { waitsForConsumer } from './claim.js'
import { bindCompleted, provisionedBy, selectedNode, storageProvisioner } from './names.js'

/** How long the storage behind a driver takes to make or delete a volume. */
const workMs = 1_000

/**
 * Stands for the external provisioners of all classes whose provisioner is not one of Kubernetes' own: makes a volume for each claim
 * that is handed to one, and deletes released volumes of the policy Delete (sig-storage external-provisioner, 5.x).
 */
export const externalProvisioner: Controller = defineController({
  name: 'external-provisioner',
  watches: [Kind.PersistentVolumeClaim, Kind.PersistentVolume],
  deliver: (queue, entry) => {
    if (entry.type === 'DELETED') return
    if (entry.kind === Kind.PersistentVolume) deliverVolume(queue, entry.object as PersistentVolume)
    else deliverClaim(queue, entry.key, entry.object as PersistentVolumeClaim, entry.previous as PersistentVolumeClaim | undefined)
  },
  reconcile: ({ context }, key) => {
    if (key.startsWith(volumePrefix)) return deleteVolume(context, key.slice(volumePrefix.length))
    const claim = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key)
    if (claim !== undefined && isWanted(context, claim)) provision(context, claim)
  },
})

const volumePrefix = 'volume:'

function isWanted(context: ActorContext, claim: PersistentVolumeClaim): boolean {
  const { annotations = {}, deletionTimestamp } = claim.metadata
  if (annotations[storageProvisioner] === undefined || annotations[bindCompleted] !== undefined || deletionTimestamp !== undefined || (claim.spec.volumeName ?? '') !== '') return false
  if (context.options.provisioners?.includes(annotations[storageProvisioner]) === false) return false
  return annotations[selectedNode] !== undefined || !waitsForConsumer(context, claim)
}

function deliverClaim(queue: WorkQueue, key: string, claim: PersistentVolumeClaim, previous: PersistentVolumeClaim | undefined): void {
  const { context } = queue
  if (!isWanted(context, claim) || (previous !== undefined && isWanted(context, previous))) return
  const { name, namespace } = claim.metadata
  say(context, claim, 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`)
  requeueAfter(queue, key, workMs)
}

function say(context: ActorContext, claim: PersistentVolumeClaim, reason: string, message: string): void {
  recordEvent(context, { regarding: claim, type: 'Normal', reason, message, component: claim.metadata.annotations?.[storageProvisioner] ?? '' })
}

function provision(context: ActorContext, claim: PersistentVolumeClaim): void {
  const storageClass = context.store.get<StorageClass>(Kind.StorageClass, classOf(claim))
  if (storageClass === undefined) return
  const created = createObject<PersistentVolume>(context, draftVolume(context, claim, storageClass))
  if (created.ok) say(context, claim, 'ProvisioningSucceeded', `Successfully provisioned volume ${created.value.metadata.name}`)
}

function draftVolume({ store }: ActorContext, claim: PersistentVolumeClaim, storageClass: StorageClass): Draft<PersistentVolume> {
  const { accessModes, resources, volumeMode } = claim.spec
  const provisioner = claim.metadata.annotations?.[storageProvisioner] ?? storageClass.provisioner
  const name = `pvc-${claim.metadata.uid}`
  const zone = store.get<Node>(Kind.Node, claim.metadata.annotations?.[selectedNode] ?? '')?.metadata.labels?.[zoneLabel]
  return {
    apiVersion: 'v1', kind: 'PersistentVolume',
    metadata: { name, annotations: { [provisionedBy]: provisioner } },
    spec: {
      capacity: { storage: resources?.requests?.['storage'] ?? '0' },
      ...(accessModes === undefined ? {} : { accessModes }),
      claimRef: referenceTo(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: volumeMode ?? 'Filesystem',
      ...(storageClass.mountOptions === undefined ? {} : { mountOptions: storageClass.mountOptions }),
      ...reachableFrom(zone, storageClass),
      csi: { driver: provisioner, volumeHandle: name },
    },
  }
}

/** The zone of the node that was selected; without one the first topology that the class allows. */
function reachableFrom(zone: string | undefined, { allowedTopologies }: StorageClass): Pick<PersistentVolume['spec'], 'nodeAffinity'> {
  const allowed = (allowedTopologies?.[0] as { readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[] } | undefined)?.matchLabelExpressions
  const chosen = zone === undefined ? (allowed ?? []).map(({ key, values }) => ({ key, values: values.slice(0, 1) })) : [{ key: zoneLabel, values: [zone] }]
  if (chosen.length === 0) return {}
  return { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: chosen.map(({ key, values }) => ({ key, operator: 'In', values })) }] } } }
}

const zoneLabel = 'topology.kubernetes.io/zone'

function deliverVolume(queue: WorkQueue, volume: PersistentVolume): void {
  if (isDeletable(volume)) requeueAfter(queue, `${volumePrefix}${volume.metadata.name}`, workMs)
}

const isDeletable = ({ metadata, spec, status }: PersistentVolume): boolean =>
  status.phase === 'Released' && spec.persistentVolumeReclaimPolicy === 'Delete' && metadata.deletionTimestamp === undefined
  && metadata.annotations?.[provisionedBy]?.startsWith('kubernetes.io/') === false

function deleteVolume(context: ActorContext, name: string): void {
  const volume = context.store.get<PersistentVolume>(Kind.PersistentVolume, name)
  if (volume !== undefined && isDeletable(volume)) deleteObject(context, Kind.PersistentVolume, name)
}
