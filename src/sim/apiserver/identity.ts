import { accountIdentity } from '../api/access.js'
import type { UserIdentity } from '../api/admission/policy-plugin.js'
import type { ActorContext } from '../state.js'

/** Service accounts of controllers that are not called as the controller is (cmd/kube-controller-manager/app, 1.36). */
const accounts: Readonly<Record<string, string>> = {
  'root-ca-certificate-publisher-controller': 'root-ca-cert-publisher', 'serviceaccount-controller': 'service-account-controller', 'daemonset-controller': 'daemon-set-controller',
  'persistentvolume-controller': 'persistent-volume-binder', volume_expand: 'expand-controller', 'node-lifecycle-controller': 'node-controller', 'taint-eviction-controller': 'node-controller',
  'horizontal-pod-autoscaler-controller': 'horizontal-pod-autoscaler', 'pod-garbage-collector-controller': 'pod-garbage-collector', 'garbage-collector-controller': 'generic-garbage-collector',
  'external-provisioner': 'csi-provisioner',
}

/** Who asks, as policies read it: users are administrators, actors are what kubeadm makes of them (a service account for each controller). */
export function identityOf({ actor, by }: ActorContext): UserIdentity {
  if (actor < 0 || by.startsWith('kubectl')) return { user: by, groups: ['system:masters', 'system:authenticated'] }
  if (by.startsWith('kubelet@')) return { user: `system:node:${by.slice('kubelet@'.length)}`, groups: ['system:nodes', 'system:authenticated'] }
  if (by === 'default-scheduler') return { user: 'system:kube-scheduler', groups: ['system:authenticated'] }
  return accountIdentity('kube-system', accounts[by] ?? by)
}
