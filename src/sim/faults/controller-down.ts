import type { Json } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { fieldsOf, isPattern, listed, matchesName, textOf } from './words.js'

interface ControllerRequest {
  readonly name: string
}

const fault = 'controller-down'
/** Short names, and those that kube-controller-manager had before 1.28. */
const aliases: Readonly<Record<string, string>> = {
  hpa: 'horizontalpodautoscaler', horizontalpodautoscaling: 'horizontalpodautoscaler', podgc: 'podgarbagecollector', gc: 'garbagecollector', ttlafterfinished: 'ttlafterfinished',
  tainteviction: 'tainteviction', rootcacertpublisher: 'rootcacertificatepublisher', pdb: 'disruption', deploy: 'deployment', rs: 'replicaset', sts: 'statefulset', ds: 'daemonset', rc: 'replicationcontroller',
}

function parse(params: Json): Wanted<ControllerRequest> {
  if (typeof params === 'string') return wanted({ name: params })
  const fields = fieldsOf(fault, params, ['name'])
  if (!fields.ok) return fields
  const name = textOf(fault, fields.value, 'name')
  if (!name.ok) return name
  return name.value === undefined ? problem(`\`${fault}\` needs \`name\`: the controller, such as deployment`) : wanted({ name: name.value })
}

/** Without hyphens and the word controller, which say nothing. */
const bare = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '').replace(/(.)controller$/, '$1')

function isMeant(name: string, actor: string): boolean {
  if (isPattern(name)) return matchesName(name, actor)
  const short = bare(name)
  return bare(actor) === (aliases[short] ?? short)
}

/** The scheduler and the kubelets have faults of their own. */
const isController = (actor: string): boolean => actor !== 'kubelet' && actor !== 'default-scheduler' && actor !== 'kubectl-drain'

export const controllerDown: Fault<ControllerRequest> = defineFault<ControllerRequest>({
  name: fault,
  summary: 'A controller of kube-controller-manager stands still; when it is back, it lists everything anew and catches up.',
  parse,
  begin({ cluster }, { name }) {
    const all = cluster.controlPlane.actors.map((actor) => actor.name).filter(isController)
    const actors = name === 'kube-controller-manager' ? all : all.filter((actor) => isMeant(name, actor))
    if (actors.length === 0) return problem(`there is no controller \`${name}\`; there are ${listed(all, all.length)}`)
    const twice = actors.find((actor) => cluster.conditions.some((active) => active.fault === fault && (active.params['actors'] as readonly string[]).includes(actor)))
    return twice === undefined ? wanted({ actors }) : problem(`\`${twice}\` is down already; \`heal\` it first`)
  },
})
