import { describe, expect, it } from 'vitest'
import { Inbox } from '../../src/sim/inbox.js'
import type { LogEntry } from '../../src/sim/store/log.js'

const entryOf = (revision: number, key: string): LogEntry =>
  ({ revision, at: 0, type: 'ADDED', kind: 'Pod', key, object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: key, uid: key, resourceVersion: '1', creationTimestamp: '' } }, previous: undefined, by: '', cause: 0 })
const shown = (inbox: Inbox): readonly string[] => inbox.entries().map(({ entry, dueAt }) => `${entry.key}${entry.revision}@${dueAt}`)

function filled(): Inbox {
  const inbox = new Inbox()
  inbox.add({ entry: entryOf(1, 'a'), dueAt: 10 })
  inbox.add({ entry: entryOf(2, 'b'), dueAt: 50 })
  return inbox
}

describe('Inbox', () => {
  it('keeps entries by due time, and the news of one object in their order', () => {
    const inbox = filled()
    expect(inbox.add({ entry: entryOf(3, 'c'), dueAt: 20 })).toBe(20)
    expect(inbox.add({ entry: entryOf(4, 'b'), dueAt: 20 })).toBe(50)
    expect(shown(inbox)).toEqual(['a1@10', 'c3@20', 'b2@50', 'b4@50'])
  })

  it('holds nothing of before once it was cleared', () => {
    const inbox = filled()
    inbox.clear()
    expect([inbox.length, inbox.at(0)]).toEqual([0, undefined])
    inbox.add({ entry: entryOf(3, 'c'), dueAt: 20 })
    inbox.add({ entry: entryOf(4, 'd'), dueAt: 15 })
    expect(shown(inbox)).toEqual(['d4@15', 'c3@20'])
  })

  it('takes back what is not due yet, and forks', () => {
    const inbox = filled()
    const fork = inbox.fork()
    inbox.putBack([{ entry: entryOf(0, 'z'), dueAt: 10 }])
    expect(shown(inbox)).toEqual(['z0@10', 'a1@10', 'b2@50'])
    expect(shown(fork)).toEqual(['a1@10', 'b2@50'])
  })
})
