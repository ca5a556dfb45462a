import { definePlugin, type Plugin } from '../define.js'

/** Writes the binding (defaultbinder, 1.36); what it does is in ../binding.ts. */
export const defaultBinder: Plugin = definePlugin({ name: 'DefaultBinder' })
