import { isIPv4 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOfAddress, type AddressKind } from './addresses.ts'

const own = ['192.0.2.7', 'fe80::1%eth0', '2a00:1::7']

test.each<[AddressKind, readonly string[]]>([
  [
    'public',
    [
      '1.1.1.1',
      '203.0.113.9',
      '172.15.0.1',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1111',
      '::ffff:8.8.8.8',
    ],
  ],
  [
    'thisMachine',
    ['127.0.0.1', '127.8.9.10', '0.0.0.0', '0.1.2.3', '::1', '::', '192.0.2.7', '2a00:1::7', '2A00:1:0::7'],
  ],
  [
    'thisMachine',
    ['::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::127.0.0.1', '2002:7f00:1::'],
  ],
  ['closed', ['169.254.169.254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', 'fe80::2', 'fd00:ec2::254']],
  ['closed', ['224.0.0.1', '255.255.255.255', 'ff02::1', '168.63.129.16', '100.100.100.200', '2001::1']],
  ['closed', ['', 'localhost', '1.2.3', 'fe80::1%eth0', '::1%lo']],
  [
    'localNetwork',
    ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fd12::1'],
  ],
  ['localNetwork', ['::ffff:10.0.0.1', '2002:c0a8:0101::1']],
])('%s: %j', (kind, addresses) => {
  for (const address of addresses) expect([address, kindOfAddress(address, own)]).toEqual([address, kind])
})

test('an IPv4 address is the same however IPv6 spells it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isIPv4(address)).toBe(true)
      const hex = address
        .split('.')
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')
      const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`
      const kind = kindOfAddress(address, own)
      for (const spelt of [
        `::ffff:${address}`,
        `::ffff:${groups}`,
        `0:0:0:0:0:ffff:${groups}`,
        `64:ff9b::${groups}`,
      ])
        expect([spelt, kindOfAddress(spelt, own)]).toEqual([spelt, kind])
      expect(kindOfAddress(`2002:${groups}::1`, own)).toBe(kind)
    }),
  )
})

test('an IPv6 address is never taken for less than its family says', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(['public', 'thisMachine', 'closed', 'localNetwork']).toContain(kindOfAddress(address, own))
    }),
  )
})
