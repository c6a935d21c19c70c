import { expect, test } from 'vitest'
import { isBelow, listeningPaths } from './listening-sockets.ts'

test('of the kernel’s table only what takes connections at a path counts', () => {
  const table = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '00000000c0ffee01: 00000002 00000000 00010000 0001 01  1001 /run/a b/socket',
    '00000000c0ffee02: 00000003 00000000 00000000 0001 03  1002 /run/connected',
    '00000000c0ffee03: 00000002 00000000 00000000 0002 01  1003 /run/datagrams',
    '00000000c0ffee04: 00000002 00000000 00010000 0001 01  1004 @abstract',
    '00000000c0ffee05: 00000002 00000000 00010000 0005 01 100005 /run/packets',
    '00000000c0ffee06: 00000002 00000000 00010000 0001 01  1006',
    '00000000c0ffee07: 00000002 00000000 00010000 0001 01  1007 relative',
  ].join('\n')
  expect(listeningPaths(table)).toEqual(['/run/a b/socket', '/run/packets'])
  expect(listeningPaths('')).toEqual([])
})

test('what is below a folder is in it, and nothing beside it', () => {
  expect(isBelow('/a/b', ['/a'])).toBe(true)
  expect(isBelow('/a', ['/a'])).toBe(true)
  expect(isBelow('/ab', ['/a'])).toBe(false)
})
