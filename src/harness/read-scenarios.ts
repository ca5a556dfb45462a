import { discoverArguments } from './discover/discover.js'
import type { Diagnostic } from './diagnostics.js'
import { error, fileStart, sortDiagnostics } from './diagnostics.js'
import { loadFile } from './load/load.js'
import { groupDocuments } from './load/scenario-documents.js'
import type { ScenarioDocument } from './load/scenario-documents.js'
import type { ScenarioSpec } from './spec.js'
import { schemaCheckFor } from './validate/check.js'
import { checkUniqueNames, validate } from './validate/validate.js'

export interface ScenariosRead {
  /** Those without a mistake, in the order of the paths, then of the file. */
  readonly specs: readonly ScenarioSpec[]
  /** What is right of those with mistakes. */
  readonly remains: readonly ScenarioSpec[]
  readonly diagnostics: readonly Diagnostic[]
}

interface FileRead { readonly scenarios: readonly ScenarioDocument[]; readonly diagnostics: readonly Diagnostic[] }

/** A file that was named itself must hold a scenario; among the files of a folder, those with manifests alone are passed over. */
function readFile(file: string, isNamed: boolean): FileRead {
  const loaded = loadFile(file)
  const { scenarios, diagnostics } = groupDocuments(loaded.documents)
  const isEmpty = isNamed && scenarios.length === 0 && loaded.diagnostics.length === 0
  const empty = isEmpty ? [
    error(
      fileStart(file),
      `\`${file}\` holds no scenario`,
      'a scenario starts with `apiVersion: seatrial.dev/v1alpha1`; for manifests alone there is `seatrial check`',
    ),
  ] : []
  return { scenarios, diagnostics: [...loaded.diagnostics, ...diagnostics, ...empty] }
}

/** Every scenario in files, folders and globs, checked against schema and rules; all problems of all files at once. */
export async function readScenarios(paths: readonly string[]): Promise<ScenariosRead> {
  const { files, named, diagnostics } = await discoverArguments(paths)
  const read = files.map((file) => readFile(file, named.has(file)))
  const scenarios = read.flatMap((each) => each.scenarios)
  const check = await schemaCheckFor(scenarios.map(({ scenario }) => scenario.value))
  const validated = scenarios.map(({ scenario, objects }) => validate(scenario, check, objects))
  const specs = validated.flatMap(({ spec }) => (spec ? [spec] : []))
  const none = files.length > 0 && scenarios.length === 0 && read.every((each) => each.diagnostics.length === 0)
    ? [error(fileStart(paths[0] ?? ''), 'there is no scenario in these files', 'a scenario starts with `apiVersion: seatrial.dev/v1alpha1`')] : []
  return {
    specs,
    remains: validated.flatMap(({ remains }) => (remains ? [remains] : [])),
    diagnostics: sortDiagnostics(
      [...diagnostics, ...read.flatMap((each) => each.diagnostics), ...validated.flatMap((each) => each.diagnostics), ...checkUniqueNames(specs), ...none],
    ),
  }
}
