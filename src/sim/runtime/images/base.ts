import type { Flavour } from '../process.js'
import type { Directory } from '../files/tree.js'
import { plainPath, type ImageFamily, type ImageTraits } from './image.js'
import { alpineRoot, binary, busyboxRoot, debianRoot, rootWith } from './root.js'

/** Images that hold a shell and tools only. */
export const baseTraits = (family: string, flavour: Flavour, root: Directory, command: readonly string[], entrypoint: readonly string[] = []): ImageTraits =>
  ({ family, flavour, root, entrypoint, command, env: { PATH: plainPath }, ports: [], readyMs: 0 })

export const busybox: ImageFamily = { repositories: ['busybox', 'radial/busyboxplus', 'yauritux/busybox-curl'], traits: () => baseTraits('busybox', 'busybox', busyboxRoot, ['sh']) }

export const alpine: ImageFamily = { repositories: ['alpine'], traits: () => baseTraits('alpine', 'busybox', alpineRoot, ['/bin/sh']) }

export const debian: ImageFamily = { repositories: ['debian', 'ubuntu', 'amazonlinux', 'rockylinux', 'almalinux', 'fedora', 'centos', 'buildpack-deps', 'busybox-debian'],
  traits: () => baseTraits('debian', 'debian', debianRoot, ['bash']) }

const bashRoot = rootWith(alpineRoot, { 'usr/local/bin/bash': binary('bash') })
export const bash: ImageFamily = { repositories: ['bash'], traits: () => baseTraits('bash', 'busybox', bashRoot, ['bash']) }

const curlRoot = rootWith(alpineRoot, { 'usr/bin/curl': binary('curl'), 'entrypoint.sh': { kind: 'file', text: '#!/bin/sh\nexec "$@"\n', mode: 0o755, at: 0 } })
export const curl: ImageFamily = {
  repositories: ['curlimages/curl', 'alpine/curl', 'appropriate/curl', 'byrnedo/alpine-curl'],
  traits: () => ({ ...baseTraits('curl', 'busybox', curlRoot, ['curl'], ['/entrypoint.sh']), user: { uid: 100, gid: 101 } }),
}

const toolsRoot = rootWith(alpineRoot, { 'usr/bin/curl': binary('curl'), 'usr/local/bin/bash': binary('bash'), 'bin/bash': binary('bash') })
export const netshoot: ImageFamily = { repositories: ['nicolaka/netshoot', 'praqma/network-multitool', 'wbitt/network-multitool', 'jonlabelle/network-tools'],
  traits: () => baseTraits('netshoot', 'busybox', toolsRoot, ['sleep', 'infinity']) }

const stressRoot = rootWith(debianRoot, { 'usr/bin/stress': binary('stress'), 'usr/bin/stress-ng': binary('stress') })
export const stress: ImageFamily = { repositories: ['polinux/stress', 'polinux/stress-ng', 'vish/stress', 'progrium/stress', 'alexeiled/stress-ng'],
  traits: () => baseTraits('stress', 'debian', stressRoot, ['stress']) }
