/** Makes CustomResourceDefinitions mean what they say: without it, custom objects are stored as they are written. Imported for its effect by whoever needs it. */
import { extend } from '../extensions.js'
import { defaultDefinition, establishedStatus, validateDefinition, validateDefinitionUpdate } from './definition.js'
import { kindsOf } from './kinds.js'

export function registerCustomResources(): void {
  extend({ customResources: { kindsOf, defaultDefinition, establishedStatus, validateDefinition, validateDefinitionUpdate } })
}
