import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkManifests } from '../../src/harness/api.js'
import { hasShared, shared } from '../cli.js'

interface Recorded { readonly manifest: unknown; readonly accepted: boolean; readonly error: string }
const recorded = hasShared ? readFileSync(join(shared, 'golden/api/refusals.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded) : []
if (!hasShared) console.log('skipped: the answers of a real API server are in ../shared/golden/api, which is not here')

/** What kubectl wraps around the server's words: who says it, of which file, and what to try. */
const words = (text: string): string => text.trim()
  .replace(/^Error from server \(\w+\): error when creating "[^"]*": /, '').replace(/^error: /, '').replace(/^error validating "[^"]*": /, '').replace(/^unable to decode "[^"]*": /, '')
  .replace(/; if you choose to ignore these errors.*$/, '').replace(/^resource mapping not found for [\s\S]*?: (no matches for kind .*)\nensure CRDs are installed first$/, '$1')
  .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')

/** Node ports out of range are told of, though a dry run, with which this was recorded, does not allocate them. */
const different = (manifest: string): boolean => manifest.includes('"nodePort":80}')

describe.skipIf(!hasShared)('what a real API server refuses is refused in the same words', () => {
  it('all recorded objects', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-refusals-'))
    const file = join(folder, 'object.json')
    const wrong: string[] = []
    for (const { manifest, accepted, error } of recorded) {
      const text = JSON.stringify(manifest)
      writeFileSync(file, text)
      const { diagnostics } = await checkManifests([file])
      const isRefused = diagnostics.some(({ severity }) => severity === 'error')
      const said = diagnostics.flatMap(({ api }) => (api === undefined ? [] : [words(api)]))
      if (different(text)) continue
      if (isRefused === accepted || (error !== '' && !said.includes(words(error)))) wrong.push(`${text}\n  there: ${words(error)}\n  here:  ${said.join('\n         ')}`)
    }
    rmSync(folder, { recursive: true })
    expect(wrong).toEqual([])
    expect(recorded.length).toBeGreaterThan(200)
  })
})
