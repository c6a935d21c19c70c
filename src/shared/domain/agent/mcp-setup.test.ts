import { describe, expect, it } from 'vitest'
import { parseMcpSetups, setupText } from './mcp-setup.ts'

describe('a configuration of servers', () => {
  it('is read as other agents have it', () => {
    const text = JSON.stringify({
      mcpServers: {
        local: { command: 'npx', args: ['-y', 'a b'], env: { KEY: 'x y' } },
        far: { type: 'http', url: 'https://example.test/mcp', headers: { Authorization: 'x' } },
      },
    })
    const read = parseMcpSetups(text, 'repository')
    const setups = read.ok ? read.value : []
    expect(setups.map(({ name, from, start }) => [name, from, start.kind])).toEqual([
      ['local', 'repository', 'program'],
      ['far', 'repository', 'http'],
    ])
    expect(setups.map(setupText)).toEqual([
      'npx -y "a b"\nKEY="x y"',
      'https://example.test/mcp\nAuthorization: x',
    ])
  })

  it.each([
    ['{', /no JSON/],
    ['null', /no object/],
    ['{"mcpServers": []}', /no object/],
    ['{"mcpServers": {"a": {}}}', /neither a command nor/],
    ['{"mcpServers": {"a": {"command": "x", "args": [1]}}}', /neither a command nor/],
    ['{"mcpServers": {"a": {"url": "file:///x"}}}', /neither a command nor/],
    ['{"mcpServers": {"a\\u202e": {"command": "x"}}}', /no name of a server/],
  ])('that is %s is refused, and it is said why', (text, why) => {
    const read = parseMcpSetups(text, 'person')
    expect(read.ok ? '' : read.error).toMatch(why)
  })
})
