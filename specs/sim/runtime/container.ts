import { directoryOf, type Directory, type FileNode } from '../../../src/sim/runtime/files/tree.js'
import { imageTraits } from '../../../src/sim/runtime/images/registry.js'
import { noNetwork, type Network } from '../../../src/sim/runtime/network.js'
import { advance, createProcess, type Advanced, type OutputChunk, type ProcessSpec, type ProcessState, type Signal, type World } from '../../../src/sim/runtime/process.js'

/** A container with its volumes, advanced as a caller of the runtime does it. */
export interface Container {
  process: ProcessState
  world: World
  readonly output: OutputChunk[]
  last: Advanced
  /** Calls of `advance`. */
  calls: number
}

export interface Setting extends Partial<Omit<ProcessSpec, 'argv'>> {
  readonly image?: string
  readonly files?: Readonly<Record<string, string | FileNode>>
  readonly volumes?: ReadonlyMap<string, Directory>
  readonly network?: Network
}

const work: FileNode = { kind: 'directory', entries: new Map(), mode: 0o777, at: 0 }

export function start(argv: readonly string[], { image = 'debian', files = {}, volumes = new Map(), network = noNetwork, ...spec }: Setting = {}): Container {
  const traits = imageTraits(image)!
  const extra = directoryOf({ w: work, ...files })
  const root: Directory = { ...traits.root, entries: new Map([...traits.root.entries, ...extra.entries]) }
  const world: World = { volumes: new Map([['root', root], ...volumes]), network, epochMs: Date.UTC(2026, 0, 1) }
  const mounts = [{ path: '/', volume: 'root' }, ...(spec.mounts ?? [])]
  const process = createProcess({ title: 'container c', hostname: 'host', flavour: traits.flavour, role: 'service', cwd: '/w', ...spec, env: { ...traits.env, HOME: '/root', ...spec.env }, argv, mounts }, 0)
  const container: Container = { process, world, output: [], last: { process, volumes: new Map(), output: [], execs: new Map(), watches: [], usesNetwork: false, unknownPrograms: [] }, calls: 0 }
  step(container, 0)
  return container
}

export function step(container: Container, now: number, signals: readonly Signal[] = []): Advanced {
  const advanced = advance(container.process, container.world, now, signals)
  container.calls++
  container.last = advanced
  container.process = advanced.process
  container.output.push(...advanced.output)
  if (advanced.volumes.size > 0) container.world = { ...container.world, volumes: new Map([...container.world.volumes, ...advanced.volumes]) }
  return advanced
}

/** Goes from instant to instant, at most to `until`. */
export function runTo(container: Container, until: number = 3_600_000): Container {
  while (container.last.exit === undefined && container.last.next !== undefined && container.last.next <= until) step(container, container.last.next)
  if (container.last.exit === undefined && Number.isFinite(until)) step(container, until)
  return container
}

export const textOf = ({ output }: Container, stream: 'stdout' | 'stderr' = 'stdout', exec: number = 0): string =>
  output.filter((chunk) => chunk.stream === stream && chunk.exec === exec).map(({ text }) => text).join('')

/** Runs a script to its end. */
export function runScript(script: string, setting: Setting = {}, shell: string = 'sh'): readonly [string, string, number | undefined] {
  const container = runTo(start([shell, '-c', script], setting))
  return [textOf(container), textOf(container, 'stderr'), container.last.exit?.code]
}
