/**
 * Why a plugin says no to a node, or to the pod as a whole. `unresolvable`: taking pods off the node would not help (the framework's
 * UnschedulableAndUnresolvable); otherwise preemption is tried (Unschedulable).
 */
export interface Rejection {
  readonly plugin: string
  readonly reasons: readonly string[]
  readonly isUnresolvable: boolean
}

export const unschedulable = (plugin: string, ...reasons: string[]): Rejection => ({ plugin, reasons, isUnresolvable: false })

export const unresolvable = (plugin: string, ...reasons: string[]): Rejection => ({ plugin, reasons, isUnresolvable: true })
