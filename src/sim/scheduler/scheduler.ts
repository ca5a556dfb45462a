import type { Actor } from '../state.js'

export const scheduler: Actor<undefined> = { name: 'default-scheduler', watches: [], create: () => undefined, fork: () => undefined, deliver: () => undefined, wake: () => undefined }
