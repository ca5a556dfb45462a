import { CowMap } from '../cow-map.js'

const none: ReadonlySet<string> = new Set()

/** An index: bucket name -> keys, in order of insertion. */
export class Buckets {
  #buckets: CowMap<string, Set<string>> = new CowMap((set) => new Set(set))

  get(bucket: string): ReadonlySet<string> {
    return this.#buckets.get(bucket) ?? none
  }

  add(bucket: string, key: string): void {
    const set = this.#buckets.edit(bucket)
    if (set === undefined) this.#buckets.set(bucket, new Set([key]))
    else set.add(key)
  }

  remove(bucket: string, key: string): void {
    const set = this.#buckets.edit(bucket)
    if (set === undefined) return
    set.delete(key)
    if (set.size === 0) this.#buckets.delete(bucket)
  }

  fork(): Buckets {
    const fork = new Buckets()
    fork.#buckets = this.#buckets.fork()
    return fork
  }
}
