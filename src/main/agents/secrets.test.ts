import { expect, test } from 'vitest'
import { knownAgents } from './registry.ts'
import { withheldSecrets } from './secrets.ts'

const env = {
  PATH: '/bin',
  HOME: '/h',
  SSH_AUTH_SOCK: '/s',
  KEYBOARD: 'de',
  GIT_AUTHOR_NAME: 'a',
  ANTHROPIC_API_KEY: '1',
  OPENAI_API_KEY: '2',
  GITHUB_TOKEN: '3',
  AWS_SECRET_ACCESS_KEY: '4',
  DB_PASSWORD: '5',
  UNSET_TOKEN: undefined,
}

test('what names itself a secret is withheld, but for what the agent needs or its line names', () => {
  const all = ['ANTHROPIC_API_KEY', 'AWS_SECRET_ACCESS_KEY', 'DB_PASSWORD', 'GITHUB_TOKEN', 'OPENAI_API_KEY']
  const without = (...names: readonly string[]) => all.filter((name) => !names.includes(name))
  expect(withheldSecrets({ kind: 'openai' }, env, knownAgents)).toEqual(all)
  expect(withheldSecrets({ kind: 'command', command: './agent.sh' }, env, knownAgents)).toEqual(all)
  expect(withheldSecrets({ kind: 'command', command: 'claude -p' }, env, knownAgents)).toEqual(
    without('ANTHROPIC_API_KEY'),
  )
  expect(withheldSecrets({ kind: 'claude' }, env, knownAgents)).toEqual(without('ANTHROPIC_API_KEY'))
  expect(withheldSecrets({ kind: 'command', command: 'codex exec -' }, env, knownAgents)).toEqual(
    without('OPENAI_API_KEY'),
  )
  expect(withheldSecrets({ kind: 'command', command: ': $GITHUB_TOKEN; x' }, env, knownAgents)).toEqual(
    without('GITHUB_TOKEN'),
  )
  // A part of a longer name is not the name.
  expect(withheldSecrets({ kind: 'command', command: ': $MY_GITHUB_TOKEN' }, env, knownAgents)).toEqual(all)
})
