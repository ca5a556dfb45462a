import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { subjectSchemas } from '../src/assertions/schemas.js'
import * as steps from '../src/harness/steps/registry.js'
import { faultSchemas } from '../src/harness/validate/faults-schema.js'
import { scenarioSchema } from '../src/harness/validate/scenario-schema.js'
import { kinds } from '../src/sim/api/kinds/registry.js'
import { modelledFields } from '../src/sim/api/modelled-fields.js'
import { fill, pages, tablesOf } from '../tools/reference/reference.mjs'
import { root } from './cli.js'

const tables = tablesOf({ steps, subjects: subjectSchemas, faults: faultSchemas, scenario: scenarioSchema, fields: modelledFields })
const read = (page: string): string => readFileSync(join(root, page), 'utf8')

describe('the reference', () => {
  it.each(pages)('%s is of this program (else: npm run build && npm run reference)', (page) => expect(read(page)).toBe(fill(read(page), tables)))

  it('names every step, assertion and fault', () => {
    const page = read('docs/scenarios.md')
    for (const name of [...Object.keys(steps), ...Object.keys(subjectSchemas), ...Object.keys(faultSchemas)]) expect(page).toContain(`\`${name}\``)
    expect(page).not.toContain('undefined')
  })

  it('says of every simulated kind what its fields are worth', () => {
    for (const { id, simulated } of kinds) if (simulated) expect(Object.keys(modelledFields)).toContain(id)
  })

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/scenarios.md', 'docs/fidelity.md', 'docs/trace.md'])('%s: its links lead somewhere, and the files it names are there', (page) => {
    const text = read(page)
    const links = [...text.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, to]) => to!).filter((to) => !to.startsWith('http'))
    expect(links.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([])
    const named = [...text.matchAll(/`((?:src|sim|harness|assertions|reporters|tools|specs|docs|kubelet|apiserver)\/[\w./-]+\.(?:ts|mjs|json|md|sh|yaml))`/g)].map(([, file]) => file!)
    const places = (file: string): readonly string[] => [file, `src/${file}`, `src/sim/${file}`].map((path) => join(root, path))
    expect(named.filter((file) => !places(file).some((path) => existsSync(path)))).toEqual([])
  })
})
