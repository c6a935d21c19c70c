import { expect, test } from 'vitest'
import { commandEnvironment } from './environment.ts'

test('leaves out what is the workbench’s, what binds git elsewhere, and secrets', () => {
  const env = {
    HOME: '/home/me',
    GIT_SSH_COMMAND: 'ssh -4',
    GIT_DIR: '/repo/.git',
    GIT_INDEX_FILE: '/repo/.git/index.lock',
    WINNOW_HOME: '/data',
    ELECTRON_RUN_AS_NODE: '1',
    OPENAI_API_KEY: 'sk-1',
    nothing: undefined,
  }
  expect(commandEnvironment(env, { secrets: ['OPENAI_API_KEY'], extra: { WINNOW_TURN: '1' } })).toEqual({
    HOME: '/home/me',
    GIT_SSH_COMMAND: 'ssh -4',
    WINNOW_TURN: '1',
  })
  expect(commandEnvironment(env)['OPENAI_API_KEY']).toBe('sk-1')
})

test('takes back what npm adds when it starts the workbench, and only then', () => {
  const searched = '/winnow/node_modules/.bin:/node_modules/.bin:/npm/lib/node-gyp-bin:/usr/bin:/bin'
  const npm = { npm_lifecycle_event: 'start', npm_config_prefix: '/x', INIT_CWD: '/winnow' }
  expect(commandEnvironment({ PATH: searched, ...npm })).toEqual({ PATH: '/usr/bin:/bin' })
  expect(commandEnvironment({ PATH: searched })).toEqual({ PATH: searched })
})
