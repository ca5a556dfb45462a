import type { Millis } from './api/types.js'

/** `kubectl exec`: a command to run in a container of a pod. */
export interface ExecQuestion {
  readonly namespace: string
  readonly pod: string
  /** Default: the one that the pod's annotation names, else the first. */
  readonly container?: string
  readonly command: readonly string[]
}

/** A command that was begun in one instance of a container; plain data, so that a fork knows it too. */
export interface ExecHandle {
  readonly uid: string
  readonly instance: string
  readonly session: number
}

/** What became of asking for it: `said` is what kubectl prints beside, `refusal` why there is nothing to wait for. */
export type ExecStart =
  | { readonly ok: true; readonly handle: ExecHandle; readonly said?: string }
  | { readonly ok: false; readonly refusal: string }

/** How a command ended. */
export interface ExecOutcome {
  readonly at: Millis
  readonly pod: string
  readonly container: string
  readonly command: readonly string[]
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** `kubectl logs`. */
export interface LogQuestion {
  readonly namespace: string
  readonly pod: string
  readonly container?: string
  /** Of the instance before the one that runs. */
  readonly isPrevious?: boolean
  readonly tail?: number
}

/** What the kubelets answer about the insides of containers. */
export interface ContainerQuestions<Cluster> {
  readonly startExec: (cluster: Cluster, question: ExecQuestion) => ExecStart
  /** Undefined while the command runs. */
  readonly execOutcome: (cluster: Cluster, handle: ExecHandle, question: ExecQuestion) => ExecOutcome | undefined
  /** Undefined: there is no such pod or container, or it has not begun. */
  readonly logs: (cluster: Cluster, question: LogQuestion) => string | undefined
}
