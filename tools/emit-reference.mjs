// Fills the tables of docs/scenarios.md and docs/fidelity.md from the built program: `npm run build && node tools/emit-reference.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { subjectSchemas } from '../dist/assertions/schemas.js'
import * as steps from '../dist/harness/steps/registry.js'
import { faultSchemas } from '../dist/harness/validate/faults-schema.js'
import { scenarioSchema } from '../dist/harness/validate/scenario-schema.js'
import { modelledFields } from '../dist/sim/api/modelled-fields.js'
import { fill, pages, tablesOf } from './reference/reference.mjs'

const tables = tablesOf({ steps, subjects: subjectSchemas, faults: faultSchemas, scenario: scenarioSchema, fields: modelledFields })
for (const page of pages) {
  const url = new URL(`../${page}`, import.meta.url)
  writeFileSync(url, fill(readFileSync(url, 'utf8'), tables))
}
