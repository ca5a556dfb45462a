import type { Touched } from './state.js'

export const untouched = (): Touched => ({ volumes: new Set(), clock: false, network: false, processes: false, random: false, changesFiles: false, isUnsure: false })

export const merged = (a: Touched, b: Touched): Touched => ({
  volumes: new Set([...a.volumes, ...b.volumes]), clock: a.clock || b.clock, network: a.network || b.network,
  processes: a.processes || b.processes, random: a.random || b.random, changesFiles: a.changesFiles || b.changesFiles, isUnsure: a.isUnsure || b.isUnsure,
})

export function addTouched(total: Touched, more: Touched): void {
  for (const volume of more.volumes) total.volumes.add(volume)
  total.clock ||= more.clock
  total.network ||= more.network
  total.processes ||= more.processes
  total.random ||= more.random
  total.changesFiles ||= more.changesFiles
  total.isUnsure ||= more.isUnsure
}

/** Whether a round with this can be left out when it comes again: all that it rests on is seen to stay the same. */
export const isRepeatable = ({ clock, processes, random, changesFiles }: Touched): boolean => !clock && !processes && !random && !changesFiles
