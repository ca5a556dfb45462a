import type { PodWorker } from './state.js'

/** Bytes in one of the pod's emptyDir volumes. */
export const writtenBytes = (_worker: PodWorker, _volume: string): number => 0
