/**
 * A pure function of a text that keeps what it gave, for texts that come again and again. Of more than `limit` texts it keeps none and
 * begins anew, so that a process that runs for long does not grow.
 */
export function memoised<T extends NonNullable<unknown>>(make: (text: string) => T, limit: number = 4096): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    let value = known.get(text)
    if (value === undefined) {
      value = make(text)
      if (known.size >= limit) known.clear()
      known.set(text, value)
    }
    return value
  }
}
