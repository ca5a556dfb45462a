import type { Controller } from './define.js'

/** In the order in which they are called within one instant. */
export const controllers: readonly Controller<never>[] = []
