/** What Go's `encoding/json` says of a text that is not JSON; undefined when it is. */
export function jsonSyntaxError(text: string): string | undefined {
  try {
    new Scanner(text).readAll()
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error.text
    throw error
  }
}

/** Ends the scan; never leaves this file. */
class Fault {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const quotedByte = (char: string): string => (char === "'" ? String.raw`'\''` : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`)
const literals: readonly string[] = ['true', 'false', 'null']
const space = new Set([' ', '\t', '\r', '\n'])

class Scanner {
  readonly #text: string
  #at = 0
  constructor(text: string) {
    this.#text = text
  }

  readAll(): void {
    this.#value()
    this.#skip()
    if (this.#at < this.#text.length) this.#refuse('after top-level value')
  }

  #skip(): void {
    while (space.has(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #refuse(where: string): never {
    const char = this.#text[this.#at]
    throw new Fault(char === undefined ? 'unexpected end of JSON input' : `invalid character ${quotedByte(char)} ${where}`)
  }

  #value(): void {
    this.#skip()
    const char = this.#text[this.#at] ?? ''
    const literal = literals.find((one) => one.startsWith(char) && char !== '')
    if (char === '{') this.#list('}', () => this.#entry(), 'after object key:value pair')
    else if (char === '[') this.#list(']', () => this.#value(), 'after array element')
    else if (char === '"') this.#string()
    else if (literal) this.#literal(literal)
    else if (char === '-' || (char >= '0' && char <= '9')) this.#number()
    else this.#refuse('looking for beginning of value')
  }

  #list(end: string, item: () => void, after: string): void {
    this.#at += 1
    this.#skip()
    if (this.#text[this.#at] === end) {
      this.#at += 1
      return
    }
    for (;;) {
      item()
      this.#skip()
      const char = this.#text[this.#at]
      if (char !== ',' && char !== end) this.#refuse(after)
      this.#at += 1
      if (char === end) return
    }
  }

  #entry(): void {
    this.#skip()
    if (this.#text[this.#at] !== '"') this.#refuse('looking for beginning of object key string')
    this.#string()
    this.#skip()
    if (this.#text[this.#at] !== ':') this.#refuse('after object key')
    this.#at += 1
    this.#value()
  }

  #string(): void {
    for (this.#at += 1; this.#text[this.#at] !== '"'; this.#at += 1) {
      const char = this.#text[this.#at]
      if (char === undefined || char < ' ') this.#refuse('in string literal')
      if (char !== '\\') continue
      this.#at += 1
      if (!'"\\/bfnrtu'.includes(this.#text[this.#at] ?? ' ')) this.#refuse('in string escape code')
    }
    this.#at += 1
  }

  #literal(word: string): void {
    for (const [position, letter] of [...word].entries()) {
      if (this.#text[this.#at] !== letter) this.#refuse(`in literal ${word} (expecting ${quotedByte(word[position] as string)})`)
      this.#at += 1
    }
  }

  #number(): void {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.#text.slice(this.#at))
    if (!match) {
      this.#at += 1
      this.#refuse('in numeric literal')
    }
    this.#at += match[0].length
  }
}
