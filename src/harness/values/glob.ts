export { matchesGlob } from '../../assertions/values/glob.js'
