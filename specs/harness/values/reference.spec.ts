import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReference, parseSelection, splitReference } from '../../../src/harness/values/reference.js'

const kinds: Readonly<Record<string, string>> = { deploy: 'Deployment', deployment: 'Deployment', pod: 'Pod', pods: 'Pod', po: 'Pod', service: 'Service', hpa: 'HPA', 'crontabs.example.com': 'CronTab' }
const resolve = (word: string): string | undefined => kinds[word]

test.each([
  ['deployment/web', { resource: 'deployment', name: 'web', namespace: undefined, kind: 'Deployment' }],
  ['other-namespace:service/api', { resource: 'service', name: 'api', namespace: 'other-namespace', kind: 'Service' }],
  ['pods', { resource: 'pods', name: undefined, namespace: undefined, kind: 'Pod' }],
  ['crontabs.example.com/c', { resource: 'crontabs.example.com', name: 'c', namespace: undefined, kind: 'CronTab' }],
  ['pod/web-*', { resource: 'pod', name: 'web-*', namespace: undefined, kind: 'Pod' }],
])('%s', (text, expected) => {
  expect(parseReference(text, resolve)).toEqual({ value: { text, ...expected } })
})

test.each<[unknown, string, string | undefined]>([
  ['deploymnet/web', '`deploymnet` is no kind that this cluster knows', 'did you mean `deployment`?'],
  ['gadget/web', '`gadget` is no kind that this cluster knows', 'for a custom kind, apply its CustomResourceDefinition first'],
  ['pod/', 'a name is missing after the `/` of the text "pod/"', undefined],
  ['pod/a/b', 'must be a reference such as `deployment/web`, or `other:service/api` in another namespace, but the text "pod/a/b" has more than one `/`', undefined],
  ['Bad_Ns:pod/a', '`Bad_Ns` in the text "Bad_Ns:pod/a" is no name of a namespace', undefined],
  ['/web', 'must be a reference such as `deployment/web`, or `other:service/api` in another namespace, but is the text "/web"', undefined],
  [7, 'must be a reference such as `deployment/web`, or `other:service/api` in another namespace, but is the number 7', undefined],
])('%j is refused', (value, message, fix) => {
  expect(parseReference(value, resolve)).toEqual({ problem: fix === undefined ? { message } : { message, fix } })
})

test('selections: selectors, references and the object form', () => {
  expect(parseSelection('app=web,tier!=cache', resolve)).toMatchObject({ value: { select: 'app=web,tier!=cache', ref: undefined } })
  expect(parseSelection('app', resolve)).toMatchObject({ value: { select: 'app' } })
  expect(parseSelection('pods', resolve)).toMatchObject({ value: { select: undefined, ref: { kind: 'Pod', name: undefined } } })
  expect(parseSelection('pod/web-*', resolve)).toMatchObject({ value: { ref: { name: 'web-*' } } })
  expect(parseSelection({ select: 'app=web', name: 'web-*', owner: 'deployment/web', node: 'worker-1', count: 3 }, resolve)).toMatchObject({
    value: { select: 'app=web', name: { kind: 'glob' }, owner: { kind: 'Deployment', name: 'web' }, node: { text: 'worker-1' }, namespace: undefined },
  })
  expect(parseSelection({ select: 'a=b=c' }, resolve)).toMatchObject({ problem: { message: expect.stringContaining('`select` the text "a=b=c" is no label selector:') } })
  expect(parseSelection(['x'], resolve)).toMatchObject({ problem: { message: 'must be a label selector, a reference or `{ select, name, namespace, owner, node }`, but is a list' } })
})

test('parts put together again are the same reference', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  fc.assert(fc.property(word, word, fc.option(word), (resource, name, namespace) => {
    const text = `${namespace === null ? '' : `${namespace}:`}${resource}/${name}`
    expect(splitReference(text)).toEqual({ value: { resource, name, namespace: namespace ?? undefined } })
  }))
})
