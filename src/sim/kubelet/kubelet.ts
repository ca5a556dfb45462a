import type { Actor } from '../state.js'

export const kubelet: Actor<undefined> = { name: 'kubelet', watches: [], create: () => undefined, fork: () => undefined, deliver: () => undefined, wake: () => undefined }
