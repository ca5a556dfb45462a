/** A broken invariant or an exceeded limit of the simulator: exit code 3. `details` are the last trace lines or the busiest actors. */
export class SimulationError extends Error {
  readonly details: readonly string[]

  constructor(message: string, details: readonly string[] = []) {
    super(message)
    this.name = 'SimulationError'
    this.details = details
  }
}
