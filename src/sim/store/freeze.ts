/**
 * Freezes what is not frozen yet. A frozen part is taken as frozen all through, so that shared parts cost nothing. Arrays stay as they
 * are, only their items are frozen: their types are readonly, and engines walk and search frozen arrays at a fraction of the speed of others.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) freezeItems(value)
  else if (!Object.isFrozen(value)) {
    for (const key in value) {
      const part = value[key]
      if (typeof part === 'object') deepFreeze(part)
    }
    Object.freeze(value)
  }
  return value
}

function freezeItems(items: readonly unknown[]): void {
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (typeof item === 'object') deepFreeze(item)
  }
}
