export { parsePattern } from '../../assertions/values/pattern.js'
export type { Pattern } from '../../assertions/values/pattern.js'
