/**
 * Unified differences of two texts, line by line, as the API server's diff.Diff prints them (apimachinery util/diff 1.36): the longest
 * common block first, then what is left and right of it (Ratcliff and Obershelp, as difflib does it), three lines of context.
 */
interface Block { readonly a: number; readonly b: number; readonly size: number }
interface Edit { readonly isEqual: boolean; readonly a: number; readonly aEnd: number; readonly b: number; readonly bEnd: number }

const context = 3

/** Empty where the texts are the same. Every line ends with a newline. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')]
  return hunksOf(editsOf(a, b)).map((hunk) => hunkText(hunk, a, b)).join('')
}

/** Where the lines of a long text stand that is not full of them: others begin no block. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, line] of lines.entries()) {
    const known = places.get(line)
    if (known === undefined) places.set(line, [at])
    else known.push(at)
  }
  const limit = lines.length >= 200 ? Math.floor(lines.length / 100) + 1 : Number.POSITIVE_INFINITY
  for (const [line, at] of places) if (at.length > limit) places.delete(line)
  return places
}

interface Sides { readonly a: readonly string[]; readonly b: readonly string[]; readonly places: ReadonlyMap<string, readonly number[]> }
interface Range { readonly a: number; readonly aEnd: number; readonly b: number; readonly bEnd: number }

/** The longest common block; of several the one that begins first. */
function longest({ a, b, places }: Sides, range: Range): Block {
  let best: Block = { a: range.a, b: range.b, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = range.a; i < range.aEnd; i++) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i]!) ?? []) {
      if (j < range.b) continue
      if (j >= range.bEnd) break
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  return grown(a, b, best, range)
}

/** Takes in equal lines beside a block that no block begins with. */
function grown(a: readonly string[], b: readonly string[], block: Block, range: Range): Block {
  let { a: i, b: j, size } = block
  while (i > range.a && j > range.b && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1]
  while (i + size < range.aEnd && j + size < range.bEnd && a[i + size] === b[j + size]) size++
  return { a: i, b: j, size }
}

function blocksIn(sides: Sides, range: Range): readonly Block[] {
  const block = longest(sides, range)
  if (block.size === 0) return []
  return [
    ...(range.a < block.a && range.b < block.b ? blocksIn(sides, { a: range.a, aEnd: block.a, b: range.b, bEnd: block.b }) : []),
    block,
    ...(block.a + block.size < range.aEnd && block.b + block.size < range.bEnd ? blocksIn(sides, { ...range, a: block.a + block.size, b: block.b + block.size }) : []),
  ]
}

function editsOf(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  for (const block of [...blocksIn({ a, b, places: placesOf(b) }, { a: 0, aEnd: a.length, b: 0, bEnd: b.length }), { a: a.length, b: b.length, size: 0 }]) {
    if (i < block.a || j < block.b) edits.push({ isEqual: false, a: i, aEnd: block.a, b: j, bEnd: block.b })
    const last = edits.at(-1)
    ;[i, j] = [block.a + block.size, block.b + block.size]
    if (block.size > 0 && last?.isEqual === true) edits[edits.length - 1] = { ...last, aEnd: i, bEnd: j }
    else if (block.size > 0) edits.push({ isEqual: true, a: block.a, aEnd: i, b: block.b, bEnd: j })
  }
  return edits
}

/** Changes with the lines around them; what lies more than twice that apart is apart. */
function hunksOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: Edit[][] = []
  let hunk: Edit[] = []
  for (const [at, edit] of edits.entries()) {
    const { isEqual, a, aEnd, b, bEnd } = edit
    const [head, tail] = [Math.min(context, aEnd - a), Math.min(context, aEnd - a)]
    if (!isEqual) hunk.push(edit)
    else if (at === 0) hunk.push({ ...edit, a: aEnd - tail, b: bEnd - tail })
    else if (at === edits.length - 1) hunk.push({ ...edit, aEnd: a + head, bEnd: b + head })
    else if (aEnd - a <= 2 * context) hunk.push(edit)
    else {
      hunks.push([...hunk, { ...edit, aEnd: a + head, bEnd: b + head }])
      hunk = [{ ...edit, a: aEnd - tail, b: bEnd - tail }]
    }
  }
  return [...hunks, hunk].filter((each) => each.some(({ isEqual }) => !isEqual))
}

function hunkText(hunk: readonly Edit[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0]!, hunk.at(-1)!]
  const lines = hunk.flatMap(({ isEqual, ...at }) => (isEqual ? marked(' ', a, at.a, at.aEnd) : [...marked('-', a, at.a, at.aEnd), ...marked('+', b, at.b, at.bEnd)]))
  return [`@@ -${rangeText(first.a, last.aEnd)} +${rangeText(first.b, last.bEnd)} @@`, ...lines].map((line) => `${line}\n`).join('')
}

const marked = (mark: string, lines: readonly string[], from: number, to: number): readonly string[] => lines.slice(from, to).map((line) => `${mark}${line}`)

function rangeText(from: number, to: number): string {
  const size = to - from
  return size === 1 ? String(from + 1) : `${size === 0 ? from : from + 1},${size}`
}
