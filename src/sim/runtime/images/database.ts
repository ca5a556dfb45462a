import { fileOf, type FileNode } from '../files/tree.js'
import type { Server } from '../programs/server.js'
import { isAlpine, plainPath, type ImageFamily, type ImageTraits } from './image.js'
import { alpineRoot, binary, debianRoot, rootWith } from './root.js'

export interface DatabaseImage {
  readonly family: string
  readonly repositories: readonly string[]
  /** The server's program and what its clients are called. */
  readonly server: string
  readonly tools: readonly string[]
  readonly port: number
  readonly extraPorts?: readonly number[]
  readonly readyMs: number
  readonly env: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly directory: string
  readonly stopSignal?: ImageTraits['stopSignal']
}

/** The scripts of the official images: options alone go to the server. */
const entrypoint = (server: string): FileNode => fileOf(`#!/bin/sh\nset -e\nif [ "\${1#-}" != "$1" ]; then\n  set -- ${server} "$@"\nfi\nexec "$@"\n`, 0, 0o755)

/** An official image of a database or a broker: debian or alpine, an entrypoint script, a server and its clients. */
export function databaseImage(image: DatabaseImage): ImageFamily {
  const { family, server, tools, directory } = image
  const files = { 'usr/local/bin/docker-entrypoint.sh': entrypoint(server), ...Object.fromEntries([server, ...tools].map((name) => [`usr/local/bin/${name}`, binary(name)])),
    [`${directory.slice(1)}/.keep`]: '' }
  const [root, smallRoot] = [rootWith(debianRoot, files), rootWith(alpineRoot, files)]
  return {
    repositories: image.repositories,
    traits: (tag) => ({ family, flavour: isAlpine(tag) ? 'busybox' : 'debian', root: isAlpine(tag) ? smallRoot : root, entrypoint: ['docker-entrypoint.sh'],
      command: image.command ?? [server], env: { PATH: plainPath, ...image.env }, ...(image.stopSignal === undefined ? {} : { stopSignal: image.stopSignal }), ports: [image.port, ...(image.extraPorts ?? [])], readyMs: image.readyMs }),
  }
}

/** The port behind `--port 6380`, `--port=6380` or `-p 6380`. */
export function portIn(argv: readonly string[], names: readonly string[], fallback: number): number {
  for (const [index, text] of argv.entries()) {
    const [name = '', value] = text.split('=')
    if (names.includes(name)) return Number(value ?? argv[index + 1]) || fallback
  }
  return fallback
}

export const stopsIn = (afterMs: number): Server['stops'] => ({ TERM: { afterMs, code: 0 }, INT: { afterMs, code: 0 }, QUIT: { afterMs, code: 0 } })
