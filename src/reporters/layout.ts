import { stripVTControlCharacters } from 'node:util'

/** Text in columns, whatever it is made of. */

const combining = /\p{Mark}|\u200d|\ufe0f/u
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Columns that a text takes in a terminal: colours none, wide characters two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** Rows whose cells stand below each other; the last cell of a row is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = '  '): readonly string[] {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))
    })
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : pad(cell, widths[index]!)))
      .join(gap)
      .trimEnd(),
  )
}

/** Every line of a text, indented; following lines hang under the first. */
export const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `${' '.repeat(by)}${line}`))
    .join('\n')

/** What names and messages bring along must not drive the terminal. Line ends stay. */
const controls = /[^\P{Cc}\n]/gu
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(controls, (character) => (character === '\t' ? '  ' : character === '\r' ? '' : '\ufffd'))

/** `1h30m`, `1m50s`, `2.5s`, `500ms`, `0s`. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`
  if (ms > 0 && ms < 1000) return `${ms}ms`
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms % 60_000) / 1000]
  const text = `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`
  return text === '' ? '0s' : text
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
