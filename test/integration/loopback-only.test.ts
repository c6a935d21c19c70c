import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'

/*
 * The whole of the tests runs in a network that has nothing but loopback, where one can be made: see scripts/loopback-only.ts.
 * So what they show needs no account and nobody else's server, real agents included.
 */
const isAlone = process.env['WINNOW_TEST_NETWORK'] === 'loopback'

test.skipIf(!isAlone)('no test leaves loopback: there is no way out', async () => {
  const interfaces = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .flatMap((line) => /^\s*([^:\s]+):/.exec(line)?.[1] ?? [])
  expect(interfaces).toEqual(['lo'])
  for (const host of ['192.0.2.1', '1.1.1.1', '169.254.169.254']) {
    const socket = connect(443, host)
    const code = await new Promise((resolve) => {
      socket.on('connect', () => resolve('connected'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    socket.destroy()
    expect([host, code]).toEqual([host, 'ENETUNREACH'])
  }
  await expect(lookup('example.com')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/)
})
