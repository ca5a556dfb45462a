import { crdFinalizer } from './crd-finalizer.js'
import { daemonSetController } from './daemonset/controller.js'
import { deploymentController } from './deployment.js'
import { disruption } from './disruption.js'
import { endpointSliceController } from './endpointslice.js'
import { endpointSliceMirroring } from './endpointslice-mirroring.js'
import { endpointsController } from './endpoints.js'
import { garbageCollector } from './garbage-collector.js'
import { horizontalPodAutoscaler } from './hpa/hpa.js'
import { namespaceController } from './namespace.js'
import { nodeLifecycle } from './node-lifecycle.js'
import { nodeTtl } from './node-ttl.js'
import { podGarbageCollector } from './pod-gc.js'
import { replicaSetController } from './replicaset.js'
import { replicationController } from './replication-controller.js'
import { resourceQuotaController } from './resource-quota.js'
import { rootCaPublisher, serviceAccountController } from './serviceaccount.js'
import { serviceAccountTokens } from './serviceaccount-tokens.js'
import { statefulSetController } from './statefulset/controller.js'
import { taintEviction } from './taint-eviction.js'
import { cronJobController } from './cronjob/cronjob.js'
import { jobController } from './job/job.js'
import { ttlAfterFinished } from './ttl-after-finished/ttl-after-finished.js'
import { serviceLoadBalancers } from './service-load-balancer.js'
import { volumeExpansion } from './volumes/expand.js'
import { attachDetach } from './volumes/attach-detach.js'
import { volumeController } from './volumes/controller.js'
import { ephemeralVolumes } from './volumes/ephemeral.js'
import { claimProtection, volumeProtection } from './volumes/protection.js'
import { externalProvisioner } from './volumes/provisioner.js'
import type { AnyController } from './define.js'

/**
 * In the order in which they hear of one change, which is the order in which they act on it within one instant: what pods need before
 * pods, owners before what they own, those that serve pods after those that make them, those that clear away last.
 */
export const controllers: readonly AnyController[] = [
  serviceAccountController,
  rootCaPublisher,
  serviceAccountTokens,
  disruption,
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  cronJobController,
  jobController,
  ttlAfterFinished,
  ephemeralVolumes, volumeController, externalProvisioner, claimProtection, volumeProtection, volumeExpansion, attachDetach,
  endpointSliceController,
  endpointsController, endpointSliceMirroring, serviceLoadBalancers,
  resourceQuotaController,
  nodeTtl, nodeLifecycle, taintEviction, horizontalPodAutoscaler,
  podGarbageCollector,
  namespaceController,
  crdFinalizer,
  garbageCollector,
]
