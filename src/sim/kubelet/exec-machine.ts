import type { Millis } from '../api/types.js'
import type { Advanced, Execution, ProcessSpec, ProcessState, Signal, World } from '../runtime/process.js'

export const areScriptsRun: boolean = false
const none = (): never => { throw new Error('scripts are not run yet') }
export const createProcess = (_spec: ProcessSpec, _at: Millis): ProcessState => none()
export const advance = (_process: ProcessState, _world: World, _now: Millis, _signals: readonly Signal[] = []): Advanced => none()
export const startExec = (_process: ProcessState, _argv: readonly string[], _at: Millis): { readonly process: ProcessState; readonly exec: number } => none()
export const execute = (_process: ProcessState, _world: World, _argv: readonly string[], _at: Millis, _limitMs: Millis): Execution => none()
