/** 0: all passed; 1: a scenario failed; 2: a scenario, a manifest or the command line is invalid; 3: a bug of the simulator. */
export const exitCodes = { passed: 0, failed: 1, invalid: 2, internal: 3 } as const
