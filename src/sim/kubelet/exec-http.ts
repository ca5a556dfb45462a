import type { Services } from '../state.js'

/** What a server of which nothing is known answers. */
const fine = { status: 200, headers: {}, body: '' } as const

/** What a pod answers to an HTTP request on one of its ports. */
export const httpAnswer: Services['httpAnswer'] = () => fine
