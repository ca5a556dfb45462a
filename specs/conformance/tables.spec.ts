import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindOfObject, resolveResource } from '../../src/sim/api/kinds/registry.js'
import type { PrintedColumn } from '../../src/sim/api/kinds/define.js'
import type { KubeObject } from '../../src/sim/api/types.js'

interface Recorded {
  readonly resource: string
  /** When the answer came, wall clock. */
  readonly now: number
  readonly columns: readonly { readonly name: string; readonly priority?: number }[]
  readonly cells: readonly unknown[]
  readonly object: KubeObject
}

/** What a real API server answered to `kubectl get -o wide`, as a Table, with the object of each row. */
const recorded = readFileSync(join(import.meta.dirname, '../../fixtures/golden/api/tables.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded)

/** Some seconds passed between the object and the answer, and cells of ages were rounded then. */
const isAge = (name: string): boolean => ['AGE', 'DURATION', 'LAST SEEN', 'FIRST SEEN', 'LAST SCHEDULE'].includes(name)
const cellText = (cell: unknown): string => (cell === null ? '' : String(cell))

describe('printed columns are those of a real API server', () => {
  it.each(recorded)('$resource $object.metadata.name', ({ object, columns, cells, now }) => {
    const own: readonly PrintedColumn[] = kindOfObject(object)?.columns ?? []
    expect(own.map(({ name, priority }) => ({ name, ...(priority === undefined ? {} : { priority }) }))).toEqual(columns.map(({ name, priority }) => ({ name, ...(priority === undefined ? {} : { priority }) })))
    const print = ({ cell }: PrintedColumn): string => (cell as (object: KubeObject, now: number) => string)(object, now)
    const shown = (texts: readonly string[]): readonly string[] => texts.filter((_text, i) => !isAge(columns[i]?.name ?? ''))
    expect(shown(own.map(print))).toEqual(shown(cells.slice(0, columns.length).map(cellText)))
  })
  it('of every kind that is served', () => expect(recorded.map(({ resource }) => resource).filter((resource) => resolveResource(resource) === undefined)).toEqual([]))
})
