import { SimulationError } from '../sim/simulation-error.js'

/** What is told when the simulator itself broke: the message, what it knows, and what to send us. */
export function internalError(error: unknown): void {
  const lines = error instanceof SimulationError
    ? [`seatrial: the simulator broke an invariant or a limit: ${error.message}`, ...error.details.map((line) => `  ${line}`)]
    : [`seatrial: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  process.stderr.write([...lines, 'This is a bug of Seatrial, not of your manifests. Please report it with the scenario and the seed.', ''].join('\n'))
}
