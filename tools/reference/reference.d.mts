export declare function tablesOf(definitions: {
  readonly steps: unknown
  readonly subjects: unknown
  readonly faults: unknown
  readonly scenario: unknown
  readonly fields: unknown
}): Readonly<Record<string, string>>
export declare function fill(page: string, tables: Readonly<Record<string, string>>): string
export declare const pages: readonly string[]
