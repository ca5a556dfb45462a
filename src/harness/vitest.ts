import { test } from 'vitest'
import { runScenarios, type RunScenariosOptions } from './api.js'
import type { Failure } from './outcome.js'

/** Makes one vitest test of every scenario behind the paths; a failing scenario fails its test with its explanation. */
export async function scenarioTests(paths: readonly string[], options: RunScenariosOptions = {}): Promise<void> {
  const { run, diagnostics } = await runScenarios(paths, options)
  if (run === undefined) {
    const lines = diagnostics.map(({ file, line, column, message, fix }) => `${file}:${line}:${column}: ${message}${fix === undefined ? '' : ` (${fix})`}`)
    throw new Error(`the scenarios cannot be run:\n${lines.join('\n')}`)
  }
  for (const scenario of run.scenarios) {
    test(scenario.name, () => {
      const failures = [...scenario.steps, ...scenario.always].flatMap(({ failure }) => (failure === undefined ? [] : [textOf(failure)]))
      if (scenario.status !== 'passed') throw new Error([...failures, scenario.error?.message ?? '', `reproduce: ${scenario.reproduce}`].filter((line) => line !== '').join('\n'))
    })
  }
}

function textOf({ headline, said, verdicts, hints, scenario }: Failure): string {
  const verdictLines = verdicts.map(({ subject, path, expected, actual }) => `  ${subject}${path === '' ? '' : `: ${path}`}: expected ${expected}, actual ${actual}`)
  return [`${headline} (${scenario.file}:${scenario.line}:${scenario.column})`, ...(said === undefined ? [] : [`  ${said}`]), ...verdictLines, ...hints.map((hint) => `  ${hint}`)].join('\n')
}
