import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostWithPort, isAmong, readTarget } from './target.ts'

test('a target is its host in one spelling, and its port', () => {
  const target = (host: string, port: number) => ({ host, port })
  expect(readTarget('Example.ORG:443')).toEqual(target('example.org', 443))
  expect(readTarget('example.org.:22')).toEqual(target('example.org', 22))
  expect(readTarget('example.org', 80)).toEqual(target('example.org', 80))
  expect(readTarget('[::1]:443')).toEqual(target('::1', 443))
  expect(readTarget('[0:0::0:1]:443')).toEqual(target('::1', 443))
  expect(readTarget('bücher.example:443')).toEqual(target('xn--bcher-kva.example', 443))
  // What the system's resolver takes for 127.0.0.1, too.
  for (const odd of ['127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '127。0。0。1'])
    expect(readTarget(`${odd}:443`)).toEqual(target('127.0.0.1', 443))
})

test('what is no host and port is none', () => {
  for (const wrong of [
    ...['', 'a', ':443', 'a:', 'a:0', 'a:65536', 'a:999999', 'a:-1', 'a: 443', 'a:443 ', ' a:443', 'a b:443'],
    ...[
      'a@b:443',
      'a:443@b:80',
      'a/b:443',
      'a?:443',
      'a#:443',
      'a\\b:443',
      'a%00b:443',
      'a\0b:443',
      'a\r\nb:443',
    ],
    ...['::1:443', '[::1:443', '[::1%eth0]:443', '[a]:443', '-a:443', 'a..b:443', `${'a'.repeat(64)}:443`],
    ...[`${'a.'.repeat(200)}b:443`, '*:443', '999.1.1.1:443', 'a"b:443', '<a>:443'],
  ])
    expect([wrong, readTarget(wrong)]).toEqual([wrong, null])
})

test('a host that was read reads the same again, and nothing else gets through', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV6()),
      fc.integer({ min: 1, max: 65_535 }),
      (text, port) => {
        const target = readTarget(`${text}:${port}`)
        if (target === null) return
        expect(target.host).toMatch(/^[a-z0-9_.:-]+$/)
        const { host } = target
        expect(readTarget(`${host.includes(':') ? `[${host}]` : host}:${port}`)).toEqual(target)
      },
    ),
  )
})

test('a port is told where it is not one of the web', () => {
  expect(hostWithPort({ host: 'a.example', port: 443 })).toBe('a.example')
  expect(hostWithPort({ host: 'a.example', port: 80 })).toBe('a.example')
  expect(hostWithPort({ host: 'a.example', port: 22 })).toBe('a.example:22')
  expect(hostWithPort({ host: '2606::1', port: 22 })).toBe('[2606::1]:22')
})

test('a name allows itself, or every name below it', () => {
  expect(isAmong('a.example', ['a.example'])).toBe(true)
  for (const other of ['b.a.example', 'xa.example', 'a.example.evil', 'example'])
    expect(isAmong(other, ['a.example'])).toBe(false)
  expect(isAmong('b.a.example', ['*.a.example'])).toBe(true)
  for (const other of ['a.example', 'xa.example', '.evil'])
    expect(isAmong(other, ['*.a.example'])).toBe(false)
})
