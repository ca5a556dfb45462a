/** Freezes what is not frozen yet. A frozen part is taken as frozen all through, so that shared parts cost nothing. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) for (const item of value) deepFreeze(item)
  else {
    for (const key in value) {
      const part = value[key]
      if (typeof part === 'object') deepFreeze(part)
    }
  }
  return Object.freeze(value)
}
