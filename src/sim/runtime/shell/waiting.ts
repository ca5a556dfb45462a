import type { Task } from '../os/state.js'

/** Whether a shell is in its `wait` builtin (or `read`), which a trapped signal interrupts. */
export const isWaitingForJobs = ({ shell }: Task): boolean => shell?.frames.at(-1)?.kind === 'builtin'
