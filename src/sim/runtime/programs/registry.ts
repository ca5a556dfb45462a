import type { Program } from './program.js'

/** Every program by the name in its executable. */
export const programs: Readonly<Record<string, Program>> = {}
