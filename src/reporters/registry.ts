/** The reporters by the names that `--reporter` takes (`terminal` is the default one). One line each. */
export { json } from './json.js'
export { terminal } from './terminal.js'
