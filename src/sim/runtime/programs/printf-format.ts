import { unescaped } from './echo.js'

export interface Formatted {
  readonly text: string
  /** Arguments that should have been numbers. */
  readonly faults: readonly string[]
}

/** What bash's printf does otherwise: `%q`, and `%(format)T` of seconds since 1970. */
export interface OwnConversions {
  readonly quote?: (text: string) => string
  readonly date?: (format: string, seconds: string | undefined) => string
}

const dateDirective = /^%(-?\d*)\(([^)]*)\)T/
const directive = /^%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t)?([diouxXcsbqeEfFgG%])/

interface Cursor {
  readonly args: readonly string[]
  readonly own: OwnConversions
  readonly faults: string[]
  at: number
  text: string
  isCut: boolean
}

/** printf(1): the format is used again as long as there are arguments. */
export function formatText(format: string, args: readonly string[], own: OwnConversions = {}): Formatted {
  const cursor: Cursor = { args, own, faults: [], at: 0, text: '', isCut: false }
  for (let round = 0; round === 0 || (cursor.at < args.length && !cursor.isCut); round++) {
    const before = cursor.at
    formatOnce(format, cursor)
    if (cursor.at === before) break
  }
  return { text: cursor.text, faults: cursor.faults }
}

function formatOnce(format: string, cursor: Cursor): void {
  for (let at = 0; at < format.length && !cursor.isCut;) {
    const character = format[at]!
    if (character === '\\') {
      const length = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\s\S])/.exec(format.slice(at))?.[0].length ?? 1
      const escape = format.slice(at, at + length)
      const octal = /^\\([0-7]{1,3})$/.exec(escape)
      const { value, isCut } = octal === null ? unescaped(escape === '\\"' ? '"' : escape, true) : { value: String.fromCharCode(Number.parseInt(octal[1]!, 8) & 255), isCut: false }
      cursor.text += value
      cursor.isCut = isCut
      at += length
    } else if (character === '%') {
      const { date } = cursor.own
      const dated = date === undefined ? null : dateDirective.exec(format.slice(at))
      if (date !== undefined && dated !== null) {
        const text = date(dated[2] || '%H:%M:%S', next(cursor))
        const width = Number(dated[1])
        cursor.text += width < 0 ? text.padEnd(-width) : text.padStart(width)
        at += dated[0].length
        continue
      }
      const match = directive.exec(format.slice(at))
      if (match === null) {
        cursor.text += character
        at++
        continue
      }
      at += match[0].length
      cursor.text += one(match, cursor)
    } else {
      cursor.text += character
      at++
    }
  }
}

const next = (cursor: Cursor): string | undefined => cursor.args[cursor.at++]

function one([, flags = '', widthText, precisionText, conversion = '']: RegExpExecArray, cursor: Cursor): string {
  if (conversion === '%') return '%'
  const width = widthText === '*' ? Number(next(cursor) ?? 0) : Number(widthText ?? 0)
  const precision = precisionText === undefined ? undefined : precisionText === '*' ? Number(next(cursor) ?? 0) : Number(precisionText || 0)
  const argument = next(cursor)
  const isLeft = flags.includes('-') || width < 0
  const body = convert(conversion, argument ?? '', flags, precision, cursor)
  const padding = Math.max(0, Math.abs(width) - body.length)
  if (isLeft) return body + ' '.repeat(padding)
  const isZero = flags.includes('0') && 'diouxXeEfFgG'.includes(conversion) && (precision === undefined || 'eEfFgG'.includes(conversion))
  if (!isZero) return ' '.repeat(padding) + body
  const sign = /^[-+ ]|^0[xX]/.exec(body)?.[0] ?? ''
  return sign + '0'.repeat(padding) + body.slice(sign.length)
}

function convert(conversion: string, argument: string, flags: string, precision: number | undefined, cursor: Cursor): string {
  switch (conversion) {
    case 's': return precision === undefined ? argument : argument.slice(0, precision)
    case 'c': return argument.charAt(0)
    case 'q': return cursor.own.quote?.(argument) ?? (/^[\w./:=@%+,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`)
    case 'b': {
      const { value, isCut } = unescaped(argument, true)
      cursor.isCut ||= isCut
      return precision === undefined ? value : value.slice(0, precision)
    }
    case 'd': case 'i': return signed(integer(argument, cursor), flags, precision)
    case 'u': return digits(BigInt.asUintN(64, integer(argument, cursor)).toString(), precision)
    case 'o': return digits((flags.includes('#') ? '0' : '') + BigInt.asUintN(64, integer(argument, cursor)).toString(8), precision)
    case 'x': case 'X': {
      const hex = (flags.includes('#') ? '0x' : '') + digits(BigInt.asUintN(64, integer(argument, cursor)).toString(16), precision)
      return conversion === 'X' ? hex.toUpperCase() : hex
    }
    default: return real(conversion, argument, flags, precision ?? 6, cursor)
  }
}

const digits = (text: string, precision: number | undefined): string => text.padStart(precision ?? 0, '0')

function signed(value: bigint, flags: string, precision: number | undefined): string {
  const body = digits((value < 0n ? -value : value).toString(), precision)
  return value < 0n ? `-${body}` : flags.includes('+') ? `+${body}` : flags.includes(' ') ? ` ${body}` : body
}

function integer(argument: string, { faults }: Cursor): bigint {
  const text = argument.trim()
  if (text === '') return 0n
  if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0)
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text)
  if (match === null || match[0].length < text.length) faults.push(argument)
  if (match === null) return 0n
  const plain = match[2]!
  const value = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain.replace(/^0+(?=\d)/, ''))
  return BigInt.asIntN(64, match[1] === '-' ? -value : value)
}

function real(conversion: string, argument: string, flags: string, precision: number, { faults }: Cursor): string {
  const value = argument.trim() === '' ? 0 : Number(argument)
  if (Number.isNaN(value)) faults.push(argument)
  const number = Number.isNaN(value) ? Number.parseFloat(argument) || 0 : value
  const text = 'fF'.includes(conversion) ? number.toFixed(precision) : 'eE'.includes(conversion) ? exponent(number.toExponential(precision)) : general(number, precision)
  const marked = number >= 0 && flags.includes('+') ? `+${text}` : text
  return conversion === conversion.toUpperCase() ? marked.toUpperCase() : marked
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

function general(number: number, precision: number): string {
  const size = number === 0 ? 0 : Math.floor(Math.log10(Math.abs(number)))
  if (size < -4 || size >= (precision || 1)) return exponent(number.toExponential((precision || 1) - 1).replace(/\.?0+e/, 'e'))
  const text = number.toFixed(Math.max(0, (precision || 1) - 1 - size))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
