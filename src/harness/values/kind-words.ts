import { Kind } from '../../sim/api/kinds/ids.js'

const plural = (word: string): string => (word.endsWith('s') || word.endsWith('ss') ? `${word}es` : word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`)

/** Names of built-in kinds as users write them, for suggestions; what a word means is the registry's to say. */
export const kindWords: readonly string[] = Object.keys(Kind).flatMap((kind) => [kind.toLowerCase(), plural(kind.toLowerCase())])
