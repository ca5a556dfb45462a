import type { Controller } from './define.js'
import { replicaController } from './replicaset/controller.js'
import { replicaSetKind } from './replicaset/kind.js'
import type { ReplicaState } from './replicaset/state.js'

export const replicaSetController: Controller<ReplicaState> = replicaController('replicaset-controller', replicaSetKind)
