import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import type { PersistentVolumeClaim, StorageClass } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { betaStorageProvisioner, storageProvisioner } from './names.js'
import { say } from './phases.js'

const inTreePrefix = 'kubernetes.io/'

/** Plugins that were part of Kubernetes once, and the drivers that do their work now (csi-translation-lib, 1.36). */
const migrated: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
}

export const provisionerOf = ({ provisioner }: StorageClass): string => migrated[provisioner] ?? provisioner

/** Hands a claim to the provisioner of its class, or says why there is none (provisionClaim, provisionClaimOperationExternal, 1.36). */
export function provision(context: ActorContext, claim: PersistentVolumeClaim): void {
  const name = classOf(claim)
  const found = context.store.get<StorageClass>(Kind.StorageClass, name)
  if (found === undefined) return say(context, claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`)
  const provisioner = provisionerOf(found)
  if (provisioner.startsWith(inTreePrefix)) return say(context, claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`)
  const { annotations } = claim.metadata
  if (annotations?.[storageProvisioner] !== provisioner) {
    updateObject(context, { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, [betaStorageProvisioner]: provisioner, [storageProvisioner]: provisioner } } })
  }
  say(context, claim, 'Normal', 'ExternalProvisioning', `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system `
    + 'administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.')
}
