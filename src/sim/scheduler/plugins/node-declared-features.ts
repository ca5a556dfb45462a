import { definePlugin, type Plugin } from '../define.js'

/** Features that a pod needs of its kubelet (nodedeclaredfeatures, 1.36). Every simulated kubelet has those of 1.36. */
export const nodeDeclaredFeatures: Plugin = definePlugin({ name: 'NodeDeclaredFeatures' })
