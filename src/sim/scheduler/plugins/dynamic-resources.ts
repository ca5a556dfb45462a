import { definePlugin, type Plugin } from '../define.js'

/**
 * Claims of devices are not simulated; pods that have some are reported as unmodelled. What the plugin says of pods without claims is
 * part of every message: see failure.ts (dynamicresources, 1.36).
 */
export const dynamicResources: Plugin = definePlugin({ name: 'DynamicResources' })
