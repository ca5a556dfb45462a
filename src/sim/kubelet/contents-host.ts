import type { Volume } from '../api/types.js'
import { directoryOf, nodeAt, partsOf, type Directory } from '../runtime/files/tree.js'

/** What every node's file system has before pods write to it. */
export const hostFiles: Directory = directoryOf({
  'etc/hostname': '', 'etc/machine-id': '', 'var/log/pods': directoryOf({}), 'var/lib/kubelet': directoryOf({}), 'var/run': directoryOf({}), tmp: directoryOf({}),
  'usr/bin': directoryOf({}), 'usr/lib': directoryOf({}), 'usr/share': directoryOf({}), 'lib/modules': directoryOf({}), 'sys/fs/cgroup': directoryOf({}), run: directoryOf({}),
  'opt/cni/bin': directoryOf({}), 'etc/cni/net.d': directoryOf({}), 'var/lib/calico': directoryOf({}), 'dev/null': '', proc: directoryOf({}), mnt: directoryOf({}), home: directoryOf({}), root: directoryOf({}),
})

/** Why a hostPath volume cannot be used (pkg/volume/hostpath checkType, 1.36); types that make what is missing are always fine. */
export function hostPathError({ hostPath }: Volume, host: Directory): string | undefined {
  if (hostPath === undefined) return undefined
  const { path, type = '' } = hostPath
  const node = nodeAt(host, partsOf(path))
  switch (type) {
    case 'Directory': return node?.kind === 'directory' ? undefined : `hostPath type check failed: ${path} is not a directory`
    case 'File': return node?.kind === 'file' ? undefined : `hostPath type check failed: ${path} is not a file`
    case 'DirectoryOrCreate': return node === undefined || node.kind === 'directory' ? undefined : `hostPath type check failed: ${path} is not a directory`
    case 'FileOrCreate': return node === undefined || node.kind === 'file' ? undefined : `hostPath type check failed: ${path} is not a file`
    default: return undefined
  }
}
