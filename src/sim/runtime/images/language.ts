import { html, text, type Server } from '../programs/server.js'
import { baseTraits } from './base.js'
import { isAlpine, type ImageFamily } from './image.js'
import { alpineRoot, binary, debianRoot, rootWith } from './root.js'
import { staticAnswer } from './static-files.js'

/** Interpreters: what their scripts do is not known, but for `python -m http.server`. */
const family = (name: string, repositories: readonly string[], programs: readonly string[], command: readonly string[]): ImageFamily => {
  const files = Object.fromEntries(programs.map((program) => [`usr/local/bin/${program}`, binary(program === 'python3' || program === 'python' ? 'python' : `interpreter ${program}`)]))
  const [root, smallRoot] = [rootWith(debianRoot, { ...files, 'usr/bin/curl': binary('curl') }), rootWith(alpineRoot, files)]
  return { repositories, traits: (tag) => (isAlpine(tag) ? baseTraits(name, 'busybox', smallRoot, command) : baseTraits(name, 'debian', root, command)) }
}

export const python: ImageFamily = family('python', ['python'], ['python', 'python3', 'pip'], ['python3'])
export const node: ImageFamily = family('node', ['node'], ['node', 'npm', 'npx', 'yarn'], ['node'])
export const golang: ImageFamily = family('golang', ['golang'], ['go'], ['bash'])
export const perl: ImageFamily = family('perl', ['perl'], ['perl', 'perl5'], ['perl5'])
export const ruby: ImageFamily = family('ruby', ['ruby'], ['ruby', 'irb', 'bundle'], ['irb'])
export const java: ImageFamily = family('java', ['openjdk', 'eclipse-temurin', 'amazoncorretto'], ['java', 'jshell'], ['jshell'])

/** Python has no handler for SIGTERM: as PID 1 it ignores it. */
export const pythonServer: Server = {
  ports: (argv) => (argv.includes('http.server') ? [Number(argv.slice(argv.indexOf('http.server') + 1).find((argument) => /^\d+$/.test(argument)) ?? 8000)] : []),
  readyMs: 0,
  knows: (argv) => argv.includes('http.server') || argv.includes('--version') || argv.includes('-V') || argv.length === 1,
  asks: (argv) => (argv.includes('--version') || argv.includes('-V') ? { words: 'Python 3.13.7\n', code: 0 } : argv.length === 1 ? { words: '', code: 0 } : undefined),
  stops: { INT: { afterMs: 0, code: 0 } },
  http: (request) => {
    const at = request.argv.findIndex((argument) => argument === '-d' || argument === '--directory')
    const root = at < 0 ? '.' : request.argv[at + 1] ?? '.'
    const found = staticAnswer(request, root, ['index.html', 'index.htm'])
    if (found?.status === 200) return found
    return found === undefined ? text(404, 'File not found') : html(200, `<!DOCTYPE HTML>\n<ul>\n${request.names(`${root}${request.path}`).map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n`)
  },
}
