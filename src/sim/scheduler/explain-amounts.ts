const units = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi']

/** Bytes as people write them: 200Mi, 1.5Gi. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, '']
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${Number(value.toFixed(1))}${unit}`
}
