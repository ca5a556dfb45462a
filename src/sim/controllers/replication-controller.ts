import type { Controller } from './define.js'
import { replicaController } from './replicaset/controller.js'
import { replicationControllerKind } from './replicaset/kind.js'
import type { ReplicaState } from './replicaset/state.js'

export const replicationController: Controller<ReplicaState> = replicaController('replication-controller', replicationControllerKind)
