export { parseComparison, quantityNumber } from '../../assertions/values/comparison.js'
export type { Comparison, ComparisonOperator, ComparisonUnit } from '../../assertions/values/comparison.js'
