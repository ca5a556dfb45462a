import type { Cluster } from '../state.js'

const server = '127.0.0.1:6443'

/** What kubectl says when nobody listens at the API server's address (cmd/util, 1.36); undefined: the server answers. */
export function connectionRefused({ conditions }: Cluster): string | undefined {
  if (!conditions.some(({ fault }) => fault === 'api-down')) return undefined
  return `The connection to the server ${server} was refused - did you specify the right host or port?`
}
