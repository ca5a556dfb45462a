import type { Json } from '../../sim/api/types.js'
import type { Diagnostic } from '../diagnostics.js'
import { diagnose } from '../diagnostics.js'
import { composeSegment } from './compose.js'
import type { ComposedDocument } from './compose.js'
import { createDocument } from './document.js'
import type { Document } from './document.js'
import { indexLines } from './line-index.js'
import type { PositionOf } from './line-index.js'
import { readSource } from './source-file.js'
import type { SourceFile } from './source-file.js'
import { parseText } from './syntax.js'
import type { TextProblem } from './syntax.js'

export interface Loaded {
  readonly documents: readonly Document[]
  readonly diagnostics: readonly Diagnostic[]
}

function toDiagnostic(file: string, positionOf: PositionOf, problem: TextProblem): Diagnostic {
  const see = problem.seeOffset === undefined ? undefined : positionOf(problem.seeOffset)
  const message = see ? `${problem.message} at ${see.line}:${see.column}` : problem.message
  return diagnose(
    'error',
    { file, pointer: problem.pointer ?? '', ...positionOf(problem.offset) },
    message,
    problem.fix === undefined ? {} : { fix: problem.fix },
  )
}

const isEmpty = (composed: ComposedDocument): boolean => composed.value === (null as Json)

/** The documents of a YAML or JSON text; those that are empty or only comments are left out. Never throws. */
export function loadText({ file, text }: SourceFile): Loaded {
  const positionOf = indexLines(text)
  const { segments, problems } = parseText(text)
  const documents: Document[] = []
  const all = [...problems]
  let index = 0
  for (const segment of segments) {
    const composed = composeSegment(segment)
    all.push(...composed.problems)
    for (const each of composed.documents) {
      const kind = each.isScenario ? 'scenario' : 'manifest'
      if (!isEmpty(each)) documents.push(createDocument({ kind, value: each.value, mark: each.mark, file, index, positionOf }))
      index++
    }
    if (segment.events.length === 0) index++
  }
  return { documents, diagnostics: all.map((problem) => toDiagnostic(file, positionOf, problem)) }
}

/** `path` is where the file is, `file` how it is called in messages. */
export function loadFile(path: string, file: string = path): Loaded {
  const result = readSource(path, file)
  return 'source' in result ? loadText(result.source) : { documents: [], diagnostics: [result.diagnostic] }
}
