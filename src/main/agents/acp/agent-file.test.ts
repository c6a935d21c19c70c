import { describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { describeAgent, readAgentFile } from './agent-file.ts'
import { describedManifest } from './described-manifest.ts'
import { shippedAgents } from './shipped-agents.ts'

const linux = { platform: 'linux', arch: 'x64' } as const
const plain = { id: 'scribe', name: 'Scribe', version: '1.0.0', description: 'Writes.' }
const start = { args: ['--acp'], env: { SCRIBE_QUIET: '1' } }

describe('an agent’s file', () => {
  test.each([
    [{ npx: { package: '@ink/scribe@1.0.0', ...start } }, 'scribe', 'npm install -g @ink/scribe@1.0.0'],
    [{ uvx: { package: 'scribe-cli==1.0.0', ...start } }, 'scribe-cli', 'uv tool install scribe-cli==1.0.0'],
    [
      {
        binary: {
          'linux-x86_64': { archive: 'https://ink.example/s.tar.gz', cmd: './bin/scribe', ...start },
        },
      },
      'scribe',
      'https://ink.example/s.tar.gz',
    ],
  ])('of the registry is started by what it installs: %j', (distribution, program, install) => {
    const read = unwrap(readAgentFile(JSON.stringify({ ...plain, distribution, icon: './icon.svg' }), linux))
    expect(read).toMatchObject({ program, ...start })
    expect(read.install).toContain(install)
  })

  test('says what Winnow is to know besides', () => {
    const winnow = {
      program: '/opt/scribe',
      secrets: ['SCRIBE_TOKEN'],
      stateFolders: ['.scribe'],
      stateSettings: ['.scribe/hooks'],
      domains: ['api.ink.example'],
    }
    const said = { ...plain, distribution: { npx: { package: 'scribe' } }, winnow }
    const { program, ...rest } = winnow
    expect(describedManifest(unwrap(describeAgent(said, linux)))).toMatchObject({
      kind: 'scribe',
      program,
      ...rest,
    })
  })

  test.each<[unknown, string]>([
    ['{', 'It is no JSON'],
    ['[]', 'The file: Invalid input: expected object'],
    [{ ...plain }, 'distribution is missing'],
    [{ ...plain, distribution: {} }, 'distribution names none of npx, uvx and binary'],
    [{ ...plain, distribution: { npx: {} } }, 'distribution.npx.package is missing'],
    [{ ...plain, id: 'Scribe', distribution: { npx: { package: 's' } } }, 'id is not up to 40 small letters'],
    [{ ...plain, distribution: { npm: { package: 's' } } }, 'what is not known there: npm'],
    [
      {
        ...plain,
        distribution: { binary: { 'darwin-aarch64': { archive: 'https://a.example', cmd: 's' } } },
      },
      'nothing for this machine (linux-x86_64)',
    ],
    ...[['..'], ['/etc'], ['.'], ['a/../..'], ['']].map((stateFolders): [unknown, string] => [
      { ...plain, distribution: { npx: { package: 's' } }, winnow: { stateFolders } },
      'winnow.stateFolders.0 is not a path below the home folder',
    ]),
    [
      { ...plain, distribution: { npx: { package: 's' } }, winnow: { modes: { askk: 'x' } } },
      'winnow.modes has what is not known there: askk',
    ],
  ])('that is wrong is told what is: %j', (said, words) => {
    const read = readAgentFile(typeof said === 'string' ? said : JSON.stringify(said), linux)
    expect(read.ok ? '' : read.error).toContain(words)
    expect(read.ok ? '' : read.error).toMatch(/\.$/)
  })

  test('of what Winnow ships can be read', () => {
    for (const said of shippedAgents) expect(describeAgent(said, linux)).toMatchObject({ ok: true })
    const programs = shippedAgents.map((said) => unwrap(describeAgent(said, linux)).program)
    expect(programs).toEqual(['codex-acp', 'qwen', 'cline', 'auggie', 'copilot', 'droid'])
  })
})
