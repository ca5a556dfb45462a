// The yardstick: places pods by scanning all nodes for the emptiest, and writes five frozen versions of each to a map and a log.
export function bareLoop(pods, nodes) {
  const free = Array.from({ length: nodes }, () => 110)
  const objects = new Map()
  const log = []
  for (let i = 0; i < pods; i++) {
    let best = 0
    for (let n = 1; n < nodes; n++) if (free[n] > free[best]) best = n
    free[best]--
    const metadata = Object.freeze({ name: `pod-${i}`, namespace: 'default', uid: String(i) })
    for (let version = 0; version < 5; version++) {
      const status = Object.freeze({ phase: version < 4 ? 'Pending' : 'Running', conditions: Object.freeze([Object.freeze({ type: 'Ready', status: 'True' })]) })
      const pod = Object.freeze({ apiVersion: 'v1', kind: 'Pod', metadata, spec: Object.freeze({ nodeName: `node-${best}` }), status })
      objects.set(metadata.name, pod)
      log.push(Object.freeze({ at: i, type: 'MODIFIED', object: pod }))
    }
  }
  return objects.size + log.length
}

/** The same for what users write: copies each object, freezes every part and keeps it by name. */
export function bareObjects(manifests) {
  const objects = new Map()
  for (const manifest of manifests) objects.set(manifest.metadata.name, frozenCopy(manifest))
  return objects.size
}

function frozenCopy(value) {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy))
  const copy = {}
  for (const key in value) copy[key] = frozenCopy(value[key])
  return Object.freeze(copy)
}
