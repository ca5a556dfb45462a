import type { Pod } from '../sim/api/types.js'
import type { NodeExplanation, PlacementExplanation, PluginScore } from '../sim/scheduler/explain.js'
import type { Paint } from '../reporters/paint.js'

/** A pod, and how the scheduler sees it at one time. */
export interface ExplainedPod {
  readonly pod: Pod
  readonly atMs: number
  readonly placement: PlacementExplanation
}

/** For people: what became of the pod, then a line for each node, or all that is said of one. */
export function explanationText(explained: ExplainedPod, node: string | undefined, paint: Paint): string {
  const { placement } = explained
  const one = placement.nodes.find((each) => each.node === node)
  const body = placement.preFilter !== undefined ? [] : one === undefined ? tables(explained, paint) : details(one, paint)
  return `${[...heading(explained, paint), '', ...body].join('\n').trimEnd()}\n`
}

function heading({ pod, atMs, placement }: ExplainedPod, paint: Paint): readonly string[] {
  const { namespace, name } = pod.metadata
  const title = `pod/${name}${namespace === 'default' ? '' : ` in ${namespace}`} at ${atMs / 1000}s`
  const { nodeName, schedulingGates: gates = [] } = pod.spec
  if ((nodeName ?? '') !== '') return [paint.bold(`${title}: on ${nodeName}`), 'As if it were placed now:']
  if (gates.length > 0) return [paint.bold(`${title}: held by its scheduling gates`), `  ${gates.map((gate) => gate.name).join(', ')}`, 'Without them:']
  const said = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message
  const promised = pod.status.nominatedNodeName
  return [
    paint.bold(`${title}: Pending`),
    ...(said === undefined ? [] : [`  ${said}`]),
    ...(promised === undefined ? [] : [`  ${promised} is promised to it, once the pods that are preempted for it have gone`]),
    ...(placement.preFilter === undefined ? [] : [`  ${placement.preFilter.plugin} turns it down before any node is looked at: ${placement.preFilter.reasons.join(', ')}`]),
  ]
}

function tables({ placement: { nodes } }: ExplainedPod, paint: Paint): readonly string[] {
  const fits = nodes.filter(({ rejections }) => rejections.length === 0).toSorted((a, b) => b.total - a.total)
  const others = nodes.filter(({ rejections }) => rejections.length > 0)
  const lines = others.map(({ node, rejections }) => [`✗ ${node}`, rejections[0]!.plugin, wordsOf(rejections[0]!), rejections.length > 1 ? `(and ${rejections.slice(1).map(({ plugin }) => plugin).join(', ')})` : ''])
  return [
    ...(fits.length === 0 ? [] : [paint.bold(`${fits.length} of ${nodes.length} nodes would do; a score is points times weight:`), ...scoreTable(fits, paint), '']),
    ...(others.length === 0 ? [] : [paint.bold(`${others.length} of ${nodes.length} would not:`), ...columns(lines).map((line) => `  ${line}`)]),
  ]
}

const wordsOf = ({ reasons, parts }: NodeExplanation['rejections'][number]): string => `${reasons.join(', ')}${parts.length === 0 ? '' : ` — ${parts.join('; ')}`}`

/** The best first. Plugins that give every node the same say nothing about the choice; they are named below the table. */
function scoreTable(nodes: readonly NodeExplanation[], paint: Paint): readonly string[] {
  const plugins = nodes[0]!.scores.map(({ plugin }) => plugin)
  const pointsOf = (node: NodeExplanation, plugin: string): PluginScore => node.scores.find((score) => score.plugin === plugin)!
  const telling = plugins.filter((plugin) => nodes.length === 1 || nodes.some((node) => pointsOf(node, plugin).score !== pointsOf(nodes[0]!, plugin).score))
  const same = plugins.filter((plugin) => !telling.includes(plugin))
  const header = ['  NODE', 'TOTAL', ...telling]
  const rows = nodes.map((node) => {
    const isBest = node.total === nodes[0]!.total
    return [`${isBest ? '→' : ' '} ${node.node}`, `${node.total}`, ...telling.map((plugin) => product(pointsOf(node, plugin)))]
  })
  const best = nodes.filter(({ total }) => total === nodes[0]!.total).length
  return [
    ...columns([header, ...rows]).map((line, i) => (line.startsWith('→') ? paint.green(line) : i === 0 ? paint.dim(line) : line)),
    ...(best > 1 ? [paint.dim(`  ${best} nodes are equally good: one of them is drawn by lot`)] : []),
    ...(same.length === 0 || nodes.length === 1 ? [] : [paint.dim(`  alike on all: ${same.map((plugin) => `${plugin} ${product(pointsOf(nodes[0]!, plugin))}`).join(', ')}`)]),
  ]
}

const product = ({ score, weight }: PluginScore): string => (weight === 1 ? `${score}` : `${score}×${weight}`)

function details({ node, rejections, scores, total }: NodeExplanation, paint: Paint): readonly string[] {
  if (rejections.length > 0) return [paint.bold(`${node} would not do:`), ...columns(rejections.map((rejection) => [`✗ ${rejection.plugin}`, wordsOf(rejection)])).map((line) => `  ${line}`)]
  const lines = scores.map((score) => [score.plugin, product(score), `= ${score.score * score.weight}`, score.parts.join('; ')])
  return [paint.bold(`${node} would do, with ${total} points:`), ...columns(lines).map((line) => `  ${line}`)]
}

/** Cells side by side, each column as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => { widths[i] = Math.max(widths[i] ?? 0, cell.length) })
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ').trimEnd())
}
