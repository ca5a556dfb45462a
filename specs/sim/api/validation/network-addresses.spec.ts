import { describe, expect, it } from 'vitest'
import type { FieldError } from '../../../../src/sim/api/errors.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'
import { validateIpAddress, validateIpAddressUpdate, validateServiceCidr, validateServiceCidrUpdate } from '../../../../src/sim/api/validation/network-addresses.js'

const told = (errors: readonly FieldError[]): readonly string[] => errors.map(({ field, message }) => `${field}: ${message}`)
const address = (name: string, parentRef?: object): KubeObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name, resourceVersion: '1' }, spec: { parentRef } }) as unknown as KubeObject
const range = (...cidrs: readonly string[]): KubeObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'own', resourceVersion: '1' }, spec: { cidrs } }) as unknown as KubeObject
const parent = { resource: 'services', namespace: 'default', name: 'web' }

describe('IPAddress', () => {
  it('is named as an address and has a parent', () => {
    expect(told(validateIpAddress(address('10.0.0.1', parent)))).toEqual([])
    expect(told(validateIpAddress(address('web', parent)))).toEqual(['metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'])
    expect(told(validateIpAddress(address('10.0.0.1')))).toEqual(['spec.parentRef: Required value'])
    expect(told(validateIpAddress(address('10.0.0.1', { resource: 'a/b', group: 'A' })))).toEqual([
      expect.stringContaining('spec.parentRef.group: Invalid value: "A"'), 'spec.parentRef.resource: Invalid value: "a/b": may not contain \'/\'', 'spec.parentRef.name: Required value',
    ])
  })
  it('keeps its parent', () => {
    expect(told(validateIpAddressUpdate(address('10.0.0.1', parent), address('10.0.0.1', { ...parent })))).toEqual([])
    expect(told(validateIpAddressUpdate(address('10.0.0.1', { ...parent, name: 'other' }), address('10.0.0.1', parent)))).toEqual([expect.stringContaining('field is immutable')])
  })
})

describe('ServiceCIDR', () => {
  it.each([
    [[], ['spec.cidrs: Required value: at least one CIDR required']],
    [['10.0.0.0/24'], []],
    [['10.0.0.0/24', 'fd00::/64'], []],
    [['x'], ['spec.cidrs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    [['10.0.0.0/24', '10.0.1.0/24'], ['spec.cidrs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64']],
  ])('%j', (cidrs, errors) => {
    expect(told(validateServiceCidr(range(...cidrs)))).toEqual(errors)
  })
  it('is joined by the other family alone', () => {
    expect(told(validateServiceCidrUpdate(range('10.0.0.0/24', 'fd00::/64'), range('10.0.0.0/24')))).toEqual([])
    expect(told(validateServiceCidrUpdate(range('10.0.1.0/24'), range('10.0.0.0/24')))).toEqual(['spec.cidrs[0]: Invalid value: "10.0.1.0/24": field is immutable'])
    expect(told(validateServiceCidrUpdate(range('10.0.0.0/24'), range('10.0.0.0/24', 'fd00::/64')))).toEqual(['spec.cidrs: Invalid value: ["10.0.0.0/24"]: field is immutable'])
  })
})
