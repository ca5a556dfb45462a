import { CowMap } from '../cow-map.js'

const none: readonly string[] = []

/** An index: bucket name -> keys, in order of insertion. Many buckets hold one key for ever, which stands for itself: a set is made with the second. */
export class Buckets {
  #buckets: CowMap<string, string | Set<string>> = new CowMap((keys) => (typeof keys === 'string' ? keys : new Set(keys)))

  keys(bucket: string): Iterable<string> {
    const keys = this.#buckets.get(bucket)
    return keys === undefined ? none : typeof keys === 'string' ? [keys] : keys
  }

  size(bucket: string): number {
    const keys = this.#buckets.get(bucket)
    return keys === undefined ? 0 : typeof keys === 'string' ? 1 : keys.size
  }

  add(bucket: string, key: string): void {
    const keys = this.#buckets.edit(bucket)
    if (keys === undefined) this.#buckets.set(bucket, key)
    else if (typeof keys !== 'string') keys.add(key)
    else if (keys !== key) this.#buckets.set(bucket, new Set([keys, key]))
  }

  remove(bucket: string, key: string): void {
    const keys = this.#buckets.edit(bucket)
    if (keys === undefined) return
    if (typeof keys !== 'string') keys.delete(key)
    if (typeof keys === 'string' ? keys === key : keys.size === 0) this.#buckets.delete(bucket)
  }

  fork(): Buckets {
    const fork = new Buckets()
    fork.#buckets = this.#buckets.fork()
    return fork
  }
}
