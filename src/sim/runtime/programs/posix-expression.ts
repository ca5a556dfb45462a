const memo = new Map<string, RegExp | undefined>()
const memoLimit = 1024

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9', alpha: 'A-Za-z', blank: ' \\t', cntrl: '\\x00-\\x1f', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~', punct: '!-\\/:-@\\[-`{-~', space: '\\s', upper: 'A-Z', xdigit: '0-9A-Fa-f',
}

/** A basic or extended regular expression (XBD 9, with GNU's `\+`, `\?`, `\|`, `\w`) as one of JavaScript; undefined: it is none. */
export function posixExpression(source: string, isExtended: boolean, flags: string = ''): RegExp | undefined {
  const key = `${isExtended ? 'E' : 'B'}${flags} ${source}`
  if (memo.has(key)) return memo.get(key)
  if (memo.size >= memoLimit) memo.clear()
  const expression = compile(translate(source, isExtended), flags)
  memo.set(key, expression)
  return expression
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

function translate(source: string, isExtended: boolean): string {
  let result = ''
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!
    if (character === '[') {
      const [text, end] = bracket(source, at)
      result += text
      at = end
    } else if (character === '\\') {
      const next = source[++at] ?? '\\'
      result += escape(next, isExtended)
    } else if (isExtended) result += '/{}'.includes(character) ? brace(source, at, character) : character
    else result += basic(source, at, character)
  }
  return result
}

/** `{` that begins no interval stands for itself. */
const brace = (source: string, at: number, character: string): string =>
  character === '/' ? '\\/' : character === '{' ? (/^\{\d*,?\d*\}/.test(source.slice(at)) && at > 0 ? '{' : '\\{') : /\{\d*,?\d*$/.test(source.slice(0, at)) ? '}' : '\\}'

function escape(next: string, isExtended: boolean): string {
  if ('wWsSbB'.includes(next)) return `\\${next}`
  if (next === '<' || next === '>') return '\\b'
  if (next === 'n') return '\\n'
  if (next === 't') return '\\t'
  if (/[1-9]/.test(next)) return `\\${next}`
  if (!isExtended && '(){}+?|'.includes(next)) return next
  return next.replace(/[\\^$.|?*+()[\]{}/]/, '\\$&')
}

function basic(source: string, at: number, character: string): string {
  if ('+?|(){}/'.includes(character)) return `\\${character}`
  if (character === '*') return at === 0 || /(?:^|\\\(|\\\||^\^)$/.test(source.slice(0, at)) ? '\\*' : '*'
  if (character === '^') return at === 0 || /\\[(|]$/.test(source.slice(0, at)) ? '^' : '\\^'
  if (character === '$') return at === source.length - 1 || /^\$\\[)|]/.test(source.slice(at)) ? '$' : '\\$'
  return character
}

function bracket(source: string, start: number): readonly [string, number] {
  let at = start + 1
  let text = '['
  if (source[at] === '^') {
    text += '^'
    at++
  }
  for (let isFirst = true; at < source.length; isFirst = false, at++) {
    const character = source[at]!
    if (character === ']' && !isFirst) return [`${text}]`, at]
    const named = character === '[' ? /^\[[:.=]([^:.=]+)[:.=]\]/.exec(source.slice(at)) : null
    if (named !== null) {
      text += classes[named[1]!] ?? named[1]!.replace(/[\\\]^-]/, '\\$&')
      at += named[0].length - 1
    } else if (character === '\\') text += /[nt]/.test(source[at + 1] ?? '') ? `\\${source[++at]}` : '\\\\'
    else text += character === '[' || (character === ']' && isFirst) ? `\\${character}` : character
  }
  return ['\\[', start]
}
