import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { besideFile, discoverArguments } from '../../../src/harness/discover/discover.js'

const root = mkdtempSync(join(tmpdir(), 'discover-'))
afterAll(() => rmSync(root, { recursive: true }))

function put(path: string, text = 'a: 1\n'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

for (const path of ['k8s/web.yaml', 'k8s/a/db.yml', 'k8s/b.json', 'k8s/readme.md', 'k8s/.hidden.yaml', 'k8s/node_modules/x.yaml', 'over/kustomization.yaml', 'over/patch.yaml', 'empty/readme.md', 'we[i]rd.yaml']) put(path)
symlinkSync(join(root, 'k8s'), join(root, 'k8s', 'circle'))
symlinkSync(join(root, 'self'), join(root, 'self'))

const plain = (text: string): string => text.replaceAll(`${root}/`, '')

async function found(...paths: readonly string[]): Promise<{ readonly files: readonly string[]; readonly problems: readonly string[] }> {
  const { files, diagnostics } = await discoverArguments(paths.map((path) => (path === '' ? '' : join(root, path))))
  return { files: files.map(plain), problems: diagnostics.map((each) => plain(`${each.severity} ${each.message}${each.fix === undefined ? '' : ` | ${each.fix}`}`)) }
}

test('files, folders and globs, sorted, each once', async () => {
  expect(await found('k8s/web.yaml', 'k8s')).toEqual({ files: ['k8s/web.yaml', 'k8s/a/db.yml', 'k8s/b.json'], problems: [] })
  expect(await found('k8s/**/*.{yaml,yml}')).toEqual({ files: ['k8s/a/db.yml', 'k8s/web.yaml'], problems: [] })
  expect(await found('we[i]rd.yaml')).toEqual({ files: ['we[i]rd.yaml'], problems: [] })
})

test('a kustomization is not heeded, and that is said', async () => {
  expect(await found('over')).toEqual({
    files: ['over/patch.yaml'],
    problems: ['warning `over/kustomization.yaml` is not heeded: the files beside it are taken as they are | render it first: `kubectl kustomize over > FILE`, and use that file'],
  })
})

test('what is not there is named, with what may have been meant', async () => {
  expect((await found('k8s/wbe.yaml', 'k8s/*.yamll', 'empty', 'nowhere/at/all.yaml', '', 'self')).problems).toEqual([
    'error the file or folder `k8s/wbe.yaml` is not there | did you mean `k8s/web.yaml`?',
    'error no file matches `k8s/*.yamll`',
    'error the folder `empty` holds no *.yaml, *.yml or *.json file',
    'error the file or folder `nowhere/at/all.yaml` is not there',
    'error a path must not be empty',
    'error the symbolic links of `self` lead in a circle',
  ])
})

test('paths in a file are seen from that file', () => {
  expect(besideFile('specs/scenarios/a.yaml', '../../k8s/web.yaml')).toBe('k8s/web.yaml')
  expect(besideFile('a.yaml', './k8s/')).toBe('k8s/')
  expect(besideFile('specs/a.yaml', '/abs/x.yaml')).toBe('/abs/x.yaml')
})
