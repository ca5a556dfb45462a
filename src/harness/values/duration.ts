export { formatDuration, parseDuration } from '../../assertions/values/duration.js'
