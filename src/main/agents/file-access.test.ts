import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bubblewrapArguments, whatIsThere } from './file-access.ts'

test('what is gone by then is not covered, and does not keep a command from starting', () => {
  const access = {
    ...{ hidden: [], readable: [], writable: [], kept: [] },
    closed: ['/no/such socket', '/etc/passwd'],
    emptied: ['/no/such', '/var/tmp'],
  }
  const command = ['a b', '--winnow-if-there', '/etc', '1', '', '--', '$x']
  const [program = '', ...args] = [
    ...whatIsThere,
    'printf',
    '%s\\n',
    ...bubblewrapArguments(access),
    ...command,
  ]
  const said = execFileSync(program, args, { encoding: 'utf8' }).split('\n')
  expect(said).toContain('/etc/passwd')
  expect(said.join(' ')).toContain('--tmpfs /var/tmp')
  expect(said.join(' ')).toContain('--remount-ro /var/tmp --')
  expect(said.join(' ')).not.toContain('/no/such')
  // What the command itself is given stays as it is.
  expect(said.slice(said.indexOf('--') + 1)).toEqual([...command, ''])
})
