import type { Diagnostic } from '../diagnostics.js'
import { warning } from '../diagnostics.js'
import type { Document } from './document.js'

/** A scenario with the Kubernetes objects that stand before it in its file: they are there before its first step. */
export interface ScenarioDocument {
  readonly scenario: Document
  readonly objects: readonly Document[]
}

export interface ScenarioDocuments {
  readonly scenarios: readonly ScenarioDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Objects belong to the first scenario after them; objects after the last belong to none, which is said. */
export function groupDocuments(documents: readonly Document[]): ScenarioDocuments {
  const scenarios: ScenarioDocument[] = []
  let waiting: Document[] = []
  for (const document of documents) {
    if (document.kind === 'manifest') waiting.push(document)
    else {
      scenarios.push({ scenario: document, objects: waiting })
      waiting = []
    }
  }
  const unused = scenarios.length === 0 ? [] : waiting
  const diagnostics = unused.map((document) =>
    warning(document.place(''), 'no scenario follows this object, so no scenario uses it', 'move it in front of the scenario that needs it'))
  return { scenarios, diagnostics }
}
