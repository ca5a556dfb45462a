import type { Millis } from '../api/types.js'

/** The first instant after `now` at which a loop that began at `anchor` comes round. */
export const nextRound = (now: Millis, anchor: Millis, periodMs: Millis): Millis => anchor + (Math.floor((now - anchor) / periodMs) + 1) * periodMs

/** The last instant up to now at which it came round. */
export const lastRound = (now: Millis, anchor: Millis, periodMs: Millis): Millis => anchor + Math.floor((now - anchor) / periodMs) * periodMs
