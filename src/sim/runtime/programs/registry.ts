import { serverPrograms } from '../images/servers.js'
import { awk } from './awk.js'
import { comparePrograms } from './compare.js'
import { columnFilters } from './cut-sort.js'
import { filePrograms } from './file-programs.js'
import { grep } from './grep.js'
import { curl } from './curl.js'
import { findProgram } from './find.js'
import { listPrograms } from './list-programs.js'
import { netTools } from './net-tools.js'
import type { Program } from './program.js'
import { sed } from './sed.js'
import { timePrograms } from './sleep-time.js'
import { smallPrograms } from './small-programs.js'
import { systemPrograms } from './system-programs.js'
import { textFilters } from './text-filters.js'
import { unknown } from './unknown.js'
import { wget } from './wget.js'

/** Every program by the name in its executable. */
export const programs: Readonly<Record<string, Program>> = {
  ...textFilters, ...columnFilters, ...comparePrograms, ...filePrograms, ...listPrograms, ...smallPrograms, ...systemPrograms, ...timePrograms,
  ...netTools, ...serverPrograms,
  find: findProgram, awk, mawk: awk, grep, egrep: grep, fgrep: grep, sed, curl, wget, unknown,
}
