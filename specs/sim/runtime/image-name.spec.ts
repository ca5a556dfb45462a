import { describe, expect, it } from 'vitest'
import { imageName } from '../../../src/sim/runtime/image-name.js'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('imageName', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['team/web', 'docker.io/team/web:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/team/web:1', 'docker.io/team/web:1'],
    ['localhost/web', 'localhost/web:latest'],
    ['registry:5000/a/b/c:v1', 'registry:5000/a/b/c:v1'],
    ['gcr.io/a/b', 'gcr.io/a/b:latest'],
    [`web@${digest}`, `docker.io/library/web@${digest}`],
    [`quay.io/web:1@${digest}`, `quay.io/web:1@${digest}`],
  ])('%s is %s', (image, name) => expect(imageName(image)).toMatchObject({ ok: true, name }))

  it.each([
    ['Web', 'invalid reference format: repository name (library/Web) must be lowercase'],
    ['web:', 'invalid reference format'],
    ['web image', 'invalid reference format'],
    ['', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['a'.repeat(64), `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`],
  ])('%s is refused: %s', (image, why) => expect(imageName(image)).toEqual({ ok: false, why }))
})
