import { autoscaleRequest, type AutoscaleOptions } from '../../sim/requests/autoscale.js'
import { createJobRequest, type JobSource } from '../../sim/requests/create-job.js'
import { exposeRequest, type ExposeOptions } from '../../sim/requests/expose.js'
import { runRequest, type RunOptions } from '../../sim/requests/run.js'
import type { Json, JsonObject } from '../../sim/api/types.js'
import type { CompiledAction, CompileAction, CompileScope } from './action.js'
import { fieldsOf, isFields, listOf, textOf } from './json.js'
import { requesting } from './requests.js'
import { compileReference, compileTargets } from './targets.js'
import type { RequestResult, Context } from '../../sim/requests/request.js'
import type { Target } from '../../sim/requests/target.js'

type Request<Options> = (context: Context, target: Target, options: Options) => RequestResult

/** `{ deployment/web: { port: 80 } }`: one command for each object, its flags below. The schema has checked the flags. */
const forEach = <Options>(request: Request<Options>, read: (flags: JsonObject) => Options): CompileAction => (params, scope) => {
  const base = pointerOf(scope)
  const work = fieldsOf(params).flatMap(([text, flags]) => {
    const find = compileTargets(text, `${base}/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`, scope)
    return find === undefined ? [] : [{ find, options: read(isFields(flags) ? flags : {}) }]
  })
  return requesting((context) => work.flatMap(({ find, options }) => find(context).map((target) => () => request(context, target, options))))
}

const pointerOf = ({ step }: CompileScope): string => `${step.pointer}/${step.action}`
const labelPairs = (value: Json): string => (isFields(value) ? Object.entries(value).map(([key, each]) => `${key}=${String(each)}`).join(',') : String(value))

export const expose: CompileAction = forEach(exposeRequest, (flags) => ({
  ...(flags as ExposeOptions),
  ...(flags['selector'] === undefined ? {} : { selector: labelPairs(flags['selector']) }),
  ...(flags['labels'] === undefined ? {} : { labels: labelPairs(flags['labels']) }),
}))

export const autoscale: CompileAction = forEach(autoscaleRequest, ({ cpuPercent, cpu, memory, ...flags }) => ({
  ...(flags as unknown as AutoscaleOptions),
  ...(cpu !== undefined ? { cpu: String(cpu) } : cpuPercent === undefined ? {} : { cpu: `${String(cpuPercent)}%` }),
  ...(memory === undefined ? {} : { memory: String(memory) }),
}))

const words = (value: Json | undefined): readonly string[] => listOf(value).map(String)

export const run: CompileAction = (params) => {
  const list = listOf(params).filter(isFields).map(runOptions)
  return requesting((context, { namespace }) => list.map((options) => () => runRequest(context, namespace, options)))
}

function runOptions({ command, args, env, labels, ...flags }: JsonObject): RunOptions {
  const texts = (value: Json): Readonly<Record<string, string>> => Object.fromEntries(fieldsOf(value).map(([key, each]) => [key, String(each)]))
  return {
    ...(flags as unknown as RunOptions),
    ...(command === undefined ? {} : { command: words(command) }), ...(args === undefined ? {} : { args: words(args) }),
    ...(env === undefined ? {} : { env: texts(env) }), ...(labels === undefined ? {} : { labels: texts(labels) }),
  }
}

/** `{ job: x, from: cronjob/y }` is no manifest. */
export const isJobCreation = (params: Json): params is JsonObject => isFields(params) && params['job'] !== undefined && params['apiVersion'] === undefined

/** `kubectl create job`. */
export function createJob(params: JsonObject, scope: CompileScope): CompiledAction | undefined {
  const { job, from, image, command } = params
  const source = sourceOf({ from, image, command } as Readonly<Record<string, Json | undefined>>, scope)
  return source === undefined ? undefined : requesting((context, { namespace }) => [() => createJobRequest(context, namespace, String(job), source)])
}

function sourceOf({ from, image, command }: Readonly<Record<string, Json | undefined>>, scope: CompileScope): JobSource | undefined {
  const pointer = pointerOf(scope)
  if ((from === undefined) === (image === undefined)) return scope.problem(pointer, 'either `image` or `from` must be given for a job', 'from: cronjob/NAME')
  if (from !== undefined && command !== undefined) return scope.problem(`${pointer}/command`, '`from` and `command` cannot be given together: the CronJob says what is run')
  if (image !== undefined) return { image: String(image), ...(command === undefined ? {} : { command: words(command) }) }
  const target = compileReference(textOf(from) ?? '', `${pointer}/from`, scope)
  return target === undefined ? undefined : { from: target }
}
