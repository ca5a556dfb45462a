/**
 * A range of numbers whose beginning is kept for those who ask for a number of their own: others get theirs from the rest first, and
 * from the beginning when nothing else is left (registry/core/service ipallocator and portallocator calculateRangeOffset, 1.36).
 */
export interface Bands {
  readonly first: number
  readonly last: number
  /** How many numbers at the beginning come last. */
  readonly kept: number
}

interface Share {
  readonly least: number
  readonly most: number
  /** One number in so many. */
  readonly step: number
}

/** How many of so many numbers are kept; none of a small range. */
const keptOf = (size: number, { least, most, step }: Share): number => (size <= least ? 0 : Math.min(most, Math.max(least, Math.floor(size / step))))

/** Addresses are kept by the size of the network, its own and its broadcast address included. */
export const addressBands = (first: number, last: number): Bands => ({ first, last, kept: keptOf(last - first + 3, { least: 16, most: 256, step: 16 }) })
export const portBands = (first: number, last: number): Bands => ({ first, last, kept: keptOf(last - first + 1, { least: 16, most: 128, step: 32 }) })

/** The n-th number that is given out, n from 1 on and round again: in order, not at random. */
export function numberAt({ first, last, kept }: Bands, n: number): number {
  const size = last - first + 1
  return first + ((n - 1 + kept) % size)
}
