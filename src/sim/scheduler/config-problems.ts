import { all, anything, distinct, fieldsOf, isFields, listOf, shown, step, text, truth, wholeNumber, type Check, type ConfigProblem, type Fields, type Report } from './config-shape.js'
import { argChecks } from './plugin-args.js'
import type { Registry } from './registry.js'

/** What is wrong with a KubeSchedulerConfiguration (apis/config/validation and scheme strict decoding, 1.36); empty: nothing. */
export function configProblems(fields: Fields, registry: Registry): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const report: Report = (pointer, message, fix) => void problems.push({ pointer, message, ...(fix === undefined ? {} : { fix }) })
  const { profiles } = fields
  if (profiles === undefined) fieldsOf({ ...wholeFields, ...profileFields(registry) })(fields, '', report)
  else {
    fieldsOf({ ...wholeFields, profiles: listOf(fieldsOf(profileFields(registry))) })(fields, '', report)
    if (Array.isArray(profiles)) checkProfiles(profiles, report)
  }
  const [initial, longest] = [fields['podInitialBackoffSeconds'] ?? 1, fields['podMaxBackoffSeconds'] ?? 10]
  if (typeof initial === 'number' && typeof longest === 'number' && longest < initial) report('/podMaxBackoffSeconds', `\`podMaxBackoffSeconds\` (${longest}) must not be less than \`podInitialBackoffSeconds\` (${initial})`)
  return problems
}

const most = Number.MAX_SAFE_INTEGER
const unsupported = (what: string): Check => (_, pointer, report) => report(pointer, `${what} is not simulated`)

/** What holds for all profiles. Fields that change no outcome in a simulation are let pass. */
const wholeFields: Readonly<Record<string, Check>> = {
  apiVersion: (value, pointer, report) => {
    if (value !== 'kubescheduler.config.k8s.io/v1') report(pointer, `\`apiVersion\` must be \`kubescheduler.config.k8s.io/v1\`, got ${shown(value)}`)
  },
  kind: (value, pointer, report) => {
    if (value !== 'KubeSchedulerConfiguration') report(pointer, `\`kind\` must be \`KubeSchedulerConfiguration\`, got ${shown(value)}`)
  },
  percentageOfNodesToScore: wholeNumber(0, 100), podInitialBackoffSeconds: wholeNumber(1, most), podMaxBackoffSeconds: wholeNumber(1, most),
  parallelism: wholeNumber(1, most), leaderElection: anything, clientConnection: anything, enableProfiling: truth, enableContentionProfiling: truth,
  delayCacheUntilActive: truth, extenders: unsupported('an extender'),
}

const points = ['preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind', 'multiPoint']

function profileFields(registry: Registry): Readonly<Record<string, Check>> {
  const sets = Object.fromEntries(points.map((point) => [point, pluginSet(registry, point)]))
  return {
    schedulerName: text, percentageOfNodesToScore: wholeNumber(0, 100), plugins: fieldsOf(sets),
    pluginConfig: all(listOf(pluginArgs(registry)), distinct('the arguments of', ({ name }) => name as string)),
  }
}

function pluginSet(registry: Registry, point: string): Check {
  const known = knownPlugin(registry)
  const weight = point === 'score' || point === 'multiPoint' ? { weight: wholeNumber(0, 100) } : {}
  const nameOrAll: Check = (value, pointer, report) => (value === '*' ? undefined : known(value, pointer, report))
  const only: Check = (value, pointer, report) => {
    if (point === 'queueSort' && Array.isArray(value) && value.length > 1) report(pointer, 'only one plugin can sort the queue')
  }
  return fieldsOf({
    enabled: all(listOf(fieldsOf({ name: known, ...weight }, 'name')), distinct('the plugin', ({ name }) => name as string), only),
    disabled: listOf(fieldsOf({ name: nameOrAll }, 'name')),
  })
}

const knownPlugin = ({ plugins, bits }: Registry): Check => (value, pointer, report) => {
  if (typeof value !== 'string' || bits.has(value)) return text(value, pointer, report)
  const alike = plugins.find(({ name }) => name.toLowerCase() === value.toLowerCase())?.name
  report(pointer, `there is no scheduler plugin \`${value}\``, alike === undefined ? `known plugins: ${plugins.map(({ name }) => name).join(', ')}` : `did you mean \`${alike}\`?`)
}

function pluginArgs(registry: Registry): Check {
  const known = knownPlugin(registry)
  return (value, pointer, report) => {
    fieldsOf({ name: known, args: anything }, 'name')(value, pointer, report)
    if (!isFields(value) || value['args'] === undefined) return
    const check = argChecks[String(value['name'])]
    const isDefault = registry.plugins.some(({ name }) => name === value['name']) && check === undefined
    if (check !== undefined) check(value['args'], step(pointer, 'args'), report)
    else if (isDefault && !isFields(value['args'])) report(step(pointer, 'args'), `\`args\` must be a mapping, got ${shown(value['args'])}`)
  }
}

/** Names are there once, and the one queue has one order. */
function checkProfiles(profiles: readonly unknown[], report: Report): void {
  if (profiles.length === 0) return report('/profiles', '`profiles` must hold at least one profile')
  const known = profiles.filter(isFields)
  if (profiles.length > 1) known.forEach((profile, i) => { if (profile['schedulerName'] === undefined) report(`/profiles/${i}`, '`schedulerName` is missing: with several profiles each needs its own') })
  distinct('the schedulerName', ({ schedulerName }) => schedulerName as string | undefined)(profiles, '/profiles', report)
  const sortOf = ({ plugins }: Fields): string => JSON.stringify(isFields(plugins) ? plugins['queueSort'] ?? null : null)
  known.forEach((profile, i) => { if (sortOf(profile) !== sortOf(known[0]!)) report(`/profiles/${i}/plugins/queueSort`, '`queueSort` must be the same in all profiles: they share one queue') })
}
