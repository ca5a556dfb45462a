import type { Task, Turn } from '../os/state.js'

export function stepShell(turn: Turn, task: Task): void {
  void turn
  void task
}
