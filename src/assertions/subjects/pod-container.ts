import type { ContainerState, ContainerStateTerminated, ContainerStatus, Json, JsonObject, Pod } from '../../sim/api/types.js'
import { booleanCheck, checksText, compileChecks, nested, numberCheck, pathOf, textCheck, type Check, type CheckReader, type CheckTable } from '../checks.js'
import { readText, type TextMatcher } from '../matchers.js'
import { take, takeObject, under, type Reading } from '../reading.js'

type StateName = 'waiting' | 'running' | 'terminated'
const stateNames: readonly StateName[] = ['waiting', 'running', 'terminated']
const stateOf = (state: ContainerState | undefined): StateName | undefined => stateNames.find((name) => state?.[name] !== undefined)
const reasonOf = (state: ContainerState | undefined): string | undefined => state?.waiting?.reason ?? state?.terminated?.reason
const messageOf = (state: ContainerState | undefined): string | undefined => state?.waiting?.message ?? state?.terminated?.message

const stateTable = (
  state: (status: ContainerStatus) => ContainerState | undefined,
  ended: (status: ContainerStatus) => ContainerStateTerminated | undefined,
): CheckTable<ContainerStatus> => ({
  state: textCheck((status) => stateOf(state(status))),
  reason: textCheck((status) => reasonOf(state(status))),
  message: textCheck((status) => messageOf(state(status))),
  exitCode: numberCheck((status) => ended(status)?.exitCode),
})

const last = (status: ContainerStatus): ContainerState | undefined => status.lastState

/** `lastState: OOMKilled` or `terminated`: the reason or the name of the state. */
const lastState: CheckReader<ContainerStatus> = (raw, reading) => {
  if (typeof raw !== 'string') return nested(stateTable(last, (status) => last(status)?.terminated))(raw, reading)
  return (stateNames as readonly string[]).includes(raw)
    ? textCheck<ContainerStatus>((status) => stateOf(last(status)))(raw, reading)
    : textCheck<ContainerStatus>((status) => reasonOf(last(status)))(raw, reading)
}

const table: CheckTable<ContainerStatus> = {
  // A container that waits for its restart still shows how it ended.
  ...stateTable(
    (status) => status.state,
    (status) => status.state?.terminated ?? status.lastState?.terminated,
  ),
  ready: booleanCheck((status) => status.ready),
  started: booleanCheck((status) => status.started === true),
  restarts: numberCheck((status) => status.restartCount),
  image: textCheck((status) => status.image),
  lastState,
}

const statusesOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status.initContainerStatuses ?? []),
  ...(status.containerStatuses ?? []),
  ...(status.ephemeralContainerStatuses ?? []),
]

/** Some container (with `name`: of that name) meets all of it; a list: each entry has such a container. */
export const containerCheck: CheckReader<Pod> = (raw, reading) =>
  Array.isArray(raw) ? raw.flatMap((each, index) => oneContainer(each as Json, under(reading, String(index)))) : oneContainer(raw, reading)

function oneContainer(raw: Json, reading: Reading): readonly Check<Pod>[] {
  const object = takeObject(reading, raw)
  if (object === undefined) return []
  const name = object['name'] === undefined || object['name'] === null ? undefined : take(under(reading, 'name'), object['name'], readText)
  const checks = compileChecks(table, object as JsonObject, reading, ['name'])
  return [
    {
      path: pathOf(reading),
      expected: expectedText(name, checks),
      reads: 'objects',
      failing: (pod, view) => failing(pod, name, checks, (each, status) => each.failing(status, view) === undefined),
    },
  ]
}

function expectedText(name: TextMatcher | undefined, checks: readonly Check<ContainerStatus>[]): string {
  const wanted = checks.map((check) => ({ ...check, path: check.path.replace(/^container\.(?:\d+\.)?/, '') }))
  return [name?.text, checksText(wanted)].filter((part) => part !== undefined && part !== '').join(': ')
}

function failing(
  pod: Pod,
  name: TextMatcher | undefined,
  checks: readonly Check<ContainerStatus>[],
  holds: (check: Check<ContainerStatus>, status: ContainerStatus) => boolean,
): string | undefined {
  const named = statusesOf(pod).filter((status) => name?.matches(status.name) ?? true)
  if (named.some((status) => checks.every((check) => holds(check, status)))) return undefined
  if (named.length > 0) return named.map(containerText).join('; ')
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container) => container.name)
  return name !== undefined && names.some((each) => name.matches(each)) ? `${name.text} has no status yet` : `no container ${name?.text ?? ''}`.trimEnd()
}

function stateText(state: ContainerState | undefined): string {
  const why = reasonOf(state)
  const exit = state?.terminated === undefined ? '' : ` exit ${state.terminated.exitCode}`
  return `${stateOf(state) ?? 'no state'}${why === undefined ? '' : ` ${why}`}${exit}`
}

/** `web: waiting CrashLoopBackOff, restarts 3, last terminated Error exit 1`. */
export function containerText(status: ContainerStatus): string {
  const before = stateOf(status.lastState) === undefined ? '' : `, last ${stateText(status.lastState)}`
  return `${status.name}: ${stateText(status.state)}, restarts ${status.restartCount}${before}`
}
