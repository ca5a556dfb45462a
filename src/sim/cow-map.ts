/**
 * A Map that forks in constant time. Both sides go on reading the same entries; the side that writes first copies them then.
 * Values are either immutable, or cloned by `clone` before the first `edit` after a fork. Order is insertion order, as in Map,
 * and is the same on both sides of a fork, which determinism rests on.
 */
export class CowMap<K, V> {
  #map: Map<K, V> = new Map()
  #isShared = false
  /** Keys whose values belong to this side alone; undefined while there was never a fork. */
  #owned: Set<K> | undefined
  readonly #clone: ((value: V) => V) | undefined

  constructor(clone?: (value: V) => V) {
    this.#clone = clone
  }

  get size(): number {
    return this.#map.size
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  keys(): MapIterator<K> {
    return this.#map.keys()
  }

  values(): MapIterator<V> {
    return this.#map.values()
  }

  entries(): MapIterator<[K, V]> {
    return this.#map.entries()
  }

  set(key: K, value: V): void {
    if (this.#isShared) this.#own()
    this.#map.set(key, value)
    this.#owned?.add(key)
  }

  delete(key: K): boolean {
    if (this.#isShared) this.#own()
    this.#owned?.delete(key)
    return this.#map.delete(key)
  }

  /** The value, safe to change in place. Never change what `get` returned. */
  edit(key: K): V | undefined {
    const value = this.#map.get(key)
    if (value === undefined || (!this.#isShared && this.#owned === undefined)) return value
    if (this.#isShared) this.#own()
    if (this.#clone === undefined || this.#owned?.has(key)) return value
    const own = this.#clone(value)
    this.set(key, own)
    return own
  }

  fork(): CowMap<K, V> {
    const fork = new CowMap<K, V>(this.#clone)
    fork.#map = this.#map
    fork.#isShared = true
    this.#isShared = true
    return fork
  }

  #own(): void {
    this.#map = new Map(this.#map)
    this.#isShared = false
    this.#owned = new Set()
  }
}
