import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import { conflicts, hostPortsOf, occupy } from '../host-ports.js'
import { unschedulable } from '../rejection.js'

const name = 'NodePorts'
const rejection = unschedulable(name, "node(s) didn't have free ports for the requested pod ports")

/** Host ports must be free (nodeports, 1.36). */
export const nodePorts: Plugin = definePlugin({
  name,
  preFilter: ({ facts }) => (facts.hostPorts.length === 0 ? undefined : { state: facts.hostPorts }),
  filter: (_, { ports }, wanted) => (conflicts(wanted, ports) ? rejection : undefined),
  requeue: { podDelete: freesPort, nodeAdd: always, nodeTaint: always },
})

function freesPort({ incoming }: Waiting, { pod }: ClusterChange): boolean {
  if (pod?.before === undefined) return false
  const freed = new Map<string, readonly string[]>()
  occupy(freed, hostPortsOf(pod.before.spec))
  return conflicts(incoming.facts.hostPorts, freed)
}
