import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { configuredServers } from './configured.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => void (folder = temporaryFolder()))
afterEach(() => folder.remove())

test('servers are those of the variables, and of settings those on this machine', async () => {
  const file = path.join(folder.path, 'settings.jsonc')
  writeFileSync(
    file,
    '{ // "http://localhost:1234/v1"\n "baseURL": "http://127.0.0.1:11434/v1", "other": "https://gateway.example/v1", "x": "http://[::1]:8/" }',
  )
  mkdirSync(path.join(folder.path, 'hooks'))
  const env = {
    MODEL_URL: 'https://Models.Example:8443/v1',
    LOCAL: 'http://127.0.0.1:9000',
    OTHER: 'http://127.0.0.1:1',
  }
  const files = [file, path.join(folder.path, 'hooks'), path.join(folder.path, 'none')]
  expect(await configuredServers(env, ['MODEL_URL', 'LOCAL', 'UNSET'], files, [])).toEqual({
    local: [
      { host: '127.0.0.1', port: 9000 },
      { host: 'localhost', port: 1234 },
      { host: '127.0.0.1', port: 11434 },
      { host: '::1', port: 8 },
    ],
    remote: [{ host: 'models.example', port: 8443 }],
  })
})

test('a closed port is never one of them', async () => {
  const env = { A: 'http://127.0.0.1:9000', B: 'http://localhost:9000/', C: 'http://far.example:9000' }
  expect(await configuredServers(env, ['A', 'B', 'C'], [], [9000])).toEqual({
    local: [],
    remote: [{ host: 'far.example', port: 9000 }],
  })
})
