import { memoised } from '../memo.js'

/** An image reference as the runtime knows it, or what is wrong with it. */
export type ImageName = { readonly ok: true; readonly name: string; readonly repository: string } | { readonly ok: false; readonly why: string }

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const domain = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?'
const reference = new RegExp(`^(${domain}/${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`)

/** Fills in docker.io, library and latest, with the errors of distribution/reference as the kubelet prints them (1.36). */
export const imageName: (image: string) => ImageName = memoised(parse)

function parse(image: string): ImageName {
  if (/^[a-f0-9]{64}$/.test(image)) return { ok: false, why: `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings` }
  const [host, rest] = splitHost(image)
  const path = rest.split(/[:@]/, 1)[0]!
  if (path !== path.toLowerCase()) return { ok: false, why: `invalid reference format: repository name (${path}) must be lowercase` }
  const match = reference.exec(`${host}/${rest}`)
  if (match === null) return { ok: false, why: 'invalid reference format' }
  const repository = match[1]!
  const name = match[2] === undefined && match[3] === undefined ? `${repository}:latest` : `${host}/${rest}`
  return { ok: true, name, repository }
}

function splitHost(image: string): readonly [string, string] {
  const slash = image.indexOf('/')
  const first = slash < 0 ? '' : image.slice(0, slash)
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  const [host, rest] = isHost ? [first, image.slice(slash + 1)] : ['docker.io', image]
  const isIndex = host === 'docker.io' || host === 'index.docker.io'
  return [isIndex ? 'docker.io' : host, isIndex && !rest.includes('/') ? `library/${rest}` : rest]
}
