import type { Services } from '../state.js'

export const probeRecord: Services['probeRecord'] = () => undefined
export const behaviourUsed: Services['behaviourUsed'] = () => 'default'
