// Bundles the command line into few files: loading hundreds of modules one by one takes longer than most runs.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..')
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
// Dependencies of many small files that every run needs: they go into the bundle, with their licences beside it.
const bundled = ['unbash']
const packages = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !bundled.includes(name))
const bundle = await rolldown({
  input: { seatrial: join(root, 'dist/cli/main.js') },
  platform: 'node',
  external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
})
rmSync(join(root, 'dist/bin'), { recursive: true, force: true })
await bundle.write({ dir: join(root, 'dist/bin'), format: 'esm', minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } }, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' })
await bundle.close()
const licences = bundled.map((name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`)
writeFileSync(join(root, 'dist/bin/THIRD-PARTY-LICENCES.txt'), licences.join('\n'))
