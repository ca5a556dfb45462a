import { directoryOf, emptyDirectory, fileOf, linkTo, type Directory, type FileNode } from '../files/tree.js'
import { binaryText } from '../os/executable.js'

/** Applets of busybox 1.37 that are simulated. */
const applets = [
  'ash', 'awk', 'base64', 'basename', 'busybox', 'cat', 'chgrp', 'chmod', 'chown', 'clear', 'cmp', 'comm', 'cp', 'cut', 'date', 'dd', 'df', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env', 'expr',
    'false', 'fgrep', 'find', 'fold', 'free', 'grep',
  'head', 'hostname', 'httpd', 'id', 'install', 'kill', 'killall', 'ln', 'ls', 'md5sum', 'mkdir', 'mktemp', 'mv', 'nc', 'nice', 'nl', 'nohup', 'nproc', 'nslookup', 'paste',
    'pgrep', 'pidof', 'ping', 'pkill', 'printenv', 'printf',
  'ps', 'pwd', 'readlink', 'realpath', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'setsid', 'sha256sum', 'sleep', 'sort', 'stat', 'sync', 'tac', 'tail', 'tee', 'test', 'time', 'timeout',
    'touch', 'tr', 'true', 'truncate', 'tty',
  'uname', 'uniq', 'unlink', 'uptime', 'usleep', 'wc', 'wget', 'which', 'whoami', 'xargs', 'yes', '[', 'arch',
]
/** Of coreutils, findutils, grep, sed, mawk, procps and the like in Debian's base image. */
const utilities = [
  'awk', 'mawk', 'base64', 'basename', 'cat', 'chgrp', 'chmod', 'chown', 'cmp', 'comm', 'cp', 'cut', 'date', 'dd', 'df', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env', 'expr', 'false', 'fgrep', 'find', 'fold',
    'grep', 'head', 'hostname', 'id', 'install',
  'ln', 'ls', 'md5sum', 'mkdir', 'mktemp', 'mv', 'nice', 'nl', 'nohup', 'nproc', 'paste', 'printenv', 'printf', 'pwd', 'readlink', 'realpath', 'rm', 'rmdir', 'sed', 'seq',
    'setsid', 'sha256sum', 'sleep', 'sort', 'stat', 'sync',
  'tac', 'tail', 'tee', 'test', 'timeout', 'touch', 'tr', 'true', 'truncate', 'tty', 'uname', 'uniq', 'unlink', 'wc', 'which', 'whoami', 'xargs', 'yes', '[', 'getent', 'rev',
    'kill', 'ps', 'pgrep', 'pkill', 'pidof', 'free', 'uptime',
]

const executable = (name: string): FileNode => fileOf(binaryText(name), 0, 0o755)
const programsIn = (directory: string, names: readonly string[]): Record<string, FileNode> => Object.fromEntries(names.map((name) => [`${directory}/${name}`, executable(name)]))

const open: Directory = { ...emptyDirectory, mode: 0o1777 }
const directories: Readonly<Record<string, FileNode>> = { tmp: open, 'var/tmp': open, 'var/log': emptyDirectory, 'var/run': linkTo('/run'), run: emptyDirectory,
  root: { ...emptyDirectory, mode: 0o700 }, home: emptyDirectory, mnt: emptyDirectory, opt: emptyDirectory, srv: emptyDirectory, dev: emptyDirectory, proc: emptyDirectory, sys: emptyDirectory }
const passwd = 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n'

/** What each kind of image has in its root file system; executables are files that name their program. */
export const busyboxRoot: Directory = directoryOf({ ...directories, 'etc/passwd': passwd, 'etc/group': 'root:x:0:\n', ...programsIn('bin', applets), 'bin/sh': executable('ash'),
  'usr/bin/env': executable('env') })

export const alpineRoot: Directory = directoryOf({
  ...directories, 'etc/passwd': passwd, 'etc/group': 'root:x:0:\n', 'etc/alpine-release': '3.22.1\n',
    'etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n',
  ...programsIn('bin', applets), 'bin/sh': executable('ash'), 'usr/bin/env': executable('env'), ...programsIn('usr/bin', ['wget', 'nslookup', 'nc']),
})

export const debianRoot: Directory = directoryOf({
  ...directories, 'etc/passwd': passwd, 'etc/group': 'root:x:0:\n', 'etc/debian_version': '12.11\n',
    'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  bin: linkTo('usr/bin'), sbin: linkTo('usr/sbin'), 'usr/sbin': emptyDirectory, ...programsIn('usr/bin', utilities), 'usr/bin/sh': executable('dash'),
    'usr/bin/dash': executable('dash'), 'usr/bin/bash': executable('bash'),
})

const everything: readonly string[] = [...new Set([...utilities, ...applets, 'curl'])]

/** Of an image that nobody knows: everything that any of the others has, so that scripts run. */
export const unknownRoot: Directory = directoryOf({
  ...directories, 'etc/passwd': passwd, 'etc/group': 'root:x:0:\n', bin: linkTo('usr/bin'), sbin: linkTo('usr/sbin'), 'usr/sbin': emptyDirectory,
  ...programsIn('usr/bin', everything.filter((name) => name !== 'ash')), 'usr/bin/sh': executable('dash'), 'usr/bin/bash': executable('bash'), 'usr/bin/ash': executable('ash'),
})

/** Shells and tools of which every image that has them has the same; a server of that name may be any. */
export const commonTools: ReadonlySet<string> = new Set([...everything.filter((name) => name !== 'httpd'), 'sh', 'bash', 'ash', 'dash'])

/** No shell and no tools. */
export const emptyRoot: Directory = directoryOf({ tmp: open, 'etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' })

/** A root with more in it: texts, and executables by `binary`. */
export function rootWith(base: Directory, files: Readonly<Record<string, string | FileNode>>): Directory {
  const extra = directoryOf(files)
  return merge(base, extra)
}

export const binary: (name: string) => FileNode = executable

function merge(base: Directory, extra: Directory): Directory {
  const entries = new Map(base.entries)
  for (const [name, node] of extra.entries) {
    const before = entries.get(name)
    const target = before?.kind === 'link' && node.kind === 'directory' ? undefined : before
    if (before?.kind === 'link' && node.kind === 'directory') continue
    entries.set(name, target?.kind === 'directory' && node.kind === 'directory' ? merge(target, node) : node)
  }
  return { ...base, entries }
}
