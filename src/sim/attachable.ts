import { Kind } from './api/kinds/ids.js'
import type { KubeObject, PersistentVolume } from './api/types.js'
import type { StoreReader } from './store/store.js'

type CsiDriver = KubeObject & { readonly spec: { readonly attachRequired?: boolean } }

/** Whether a volume must be attached to a node before it can be mounted there: one of a CSI driver that does not say otherwise (csi_plugin.go CanAttach, 1.36). */
export const isAttachable = (store: StoreReader, { spec }: PersistentVolume): boolean =>
  spec.csi !== undefined && store.get<CsiDriver>(Kind.CSIDriver, String(spec.csi['driver'] ?? ''))?.spec.attachRequired !== false
