import { fail, ok } from '../api/errors.js'
import type { Json, JsonObject } from '../api/types.js'
import { createRequest } from './create.js'
import { clientError, type Context, type RequestResult } from './request.js'

/** Flags of `kubectl run`. */
export interface RunOptions {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly port?: number
  readonly restart?: string
  /** A ClusterIP Service for the port as well. */
  readonly expose?: boolean
}

/** `kubectl run`: one pod of one container, and its Service where that is wanted (kubectl cmd/run, generate/versioned BasicPod, 1.36). */
export function runRequest(context: Context, namespace: string, options: RunOptions): RequestResult {
  const { expose = false, port } = options
  if (expose && port === undefined) return fail(clientError('--port must be set when exposing a service'))
  const pod = createRequest(context, podOf(options), namespace, { fieldManager: 'kubectl-run' })
  if (!pod.ok || !expose) return pod
  const service = createRequest(context, serviceOf(options), namespace, { fieldManager: 'kubectl-run' })
  return service.ok ? ok({ ...pod.value, said: `${service.value.said}\n${pod.value.said}` }) : service
}

const labelsOf = ({ name, labels }: RunOptions): JsonObject => ({ ...(labels ?? { run: name }) })

function podOf(options: RunOptions): JsonObject {
  const { name, image, command, args, env, port, restart = 'Always' } = options
  const list = (values: readonly string[]): Json => [...values]
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, labels: labelsOf(options) },
    spec: {
      containers: [{
        name, image,
        ...(command === undefined ? {} : { command: list(command) }), ...(args === undefined ? {} : { args: list(args) }),
        ...(env === undefined ? {} : { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }),
        ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
      }],
      dnsPolicy: 'ClusterFirst', restartPolicy: restart,
    },
  }
}

const serviceOf = (options: RunOptions): JsonObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name: options.name }, spec: { selector: labelsOf(options), ports: [{ port: options.port ?? 0, protocol: 'TCP', targetPort: options.port ?? 0 }] } })
