#!/usr/bin/env node
import { createProgram } from './program.js'

// `seatrial … | head`: who has read enough closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
await createProgram().parseAsync(process.argv)
