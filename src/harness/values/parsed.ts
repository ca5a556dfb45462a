export { describeValue, problem } from '../../assertions/values/parsed.js'
export type { Parsed, Problem } from '../../assertions/values/parsed.js'
