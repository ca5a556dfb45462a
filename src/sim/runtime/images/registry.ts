import { imageName } from '../image-name.js'
import { alpine, bash, busybox, curl, debian, netshoot, stress } from './base.js'
import { agnhost, echoserver, httpbin, httpEcho, pause, podinfo, whoami } from './demo.js'
import { httpd } from './httpd.js'
import type { ImageFamily, ImageTraits } from './image.js'
import { golang, java, node, perl, python, ruby } from './language.js'
import { mariadb, mysql } from './mysql.js'
import { nginx, nginxUnprivileged } from './nginx.js'
import { postgres } from './postgres.js'
import { redis } from './redis.js'
import { memcached, mongo, rabbitmq } from './stores.js'
import { plainPath } from './image.js'
import { unknownRoot } from './root.js'

/** Image families; a line each. */
export const imageFamilies: readonly ImageFamily[] = [
  busybox, alpine, debian, bash, curl, netshoot, stress, nginx, nginxUnprivileged, httpd, redis, postgres, mysql, mariadb, mongo, memcached, rabbitmq,
  pause, httpEcho, whoami, agnhost, echoserver, httpbin, podinfo, python, node, golang, perl, ruby, java,
]

const byRepository = new Map(imageFamilies.flatMap((family) => family.repositories.map((repository) => [repository, family] as const)))
/** Registries that serve the images of Docker Hub, or Kubernetes' own, under their names. */
const mirrors = /^(?:(?:docker|mirror\.gcr)\.io\/(?:library\/)?|public\.ecr\.aws\/docker\/library\/|ghcr\.io\/|(?:registry\.k8s\.io|k8s\.gcr\.io|gcr\.io\/google[_-](?:containers|samples))\/)/
const known = new Map<string, ImageTraits | undefined>()

/** The repository of an image as Docker Hub names it; empty: the image has no valid name. */
export function repositoryOf(image: string): string {
  const name = imageName(image)
  return name.ok ? name.repository.replace(mirrors, '') : ''
}

/** What is known of an image; undefined: a custom one, see `unknownImage`. */
export function imageTraits(image: string): ImageTraits | undefined {
  if (known.has(image)) return known.get(image)
  if (known.size >= 1024) known.clear()
  const name = imageName(image)
  const repository = repositoryOf(image)
  const tag = name.ok ? /:([\w.-]+)(?:@|$)/.exec(name.name.slice(name.name.lastIndexOf('/')))?.[1] ?? 'latest' : 'latest'
  const traits = byRepository.get(repository)?.traits(tag)
  known.set(image, traits)
  return traits
}

/** Of a custom image: a Debian with everything that is simulated, and any other program that its manifest names. */
export const unknownImage: ImageTraits = { family: 'unknown', flavour: 'unknown', root: unknownRoot, entrypoint: ['/entrypoint'], command: [], env: { PATH: plainPath }, ports: [], readyMs: 0 }
