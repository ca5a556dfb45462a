const short: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' }

/** `RWO,RWX`: each mode once, in the order in which `kubectl` names them (core/v1/helper GetAccessModesAsString). */
export function accessModesText(modes: readonly string[] = []): string {
  return Object.entries(short).filter(([mode]) => modes.includes(mode)).map(([, text]) => text).join(',')
}
