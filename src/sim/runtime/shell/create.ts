import type { Task, Turn } from '../os/state.js'
import type { Dialect } from './reader.js'

export function newShell(turn: Turn, task: Task, dialect: Dialect): void {
  void turn
  void task
  void dialect
}
