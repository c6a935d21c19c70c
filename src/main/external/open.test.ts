import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { openEditor, openTerminal } from './open.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const options = { env: { PATH: process.env['PATH'] }, platform: 'linux' }

describe('programs of the person', () => {
  test('the editor gets the file and line as one word, in the session’s folder', async () => {
    const out = path.join(folder.path, 'out')
    const file = path.join(folder.path, 'a b; touch injected')
    const command = `sh -c 'printf "%s\\n%s\\n" "$PWD" "$1" > out.part && mv out.part out' sh {file}:{line}`
    expect(await openEditor(command, { file, line: 7, folder: folder.path }, options)).toEqual({
      ok: true,
      value: null,
    })
    await until('the program wrote', () => existsSync(out))
    expect(readFileSync(out, 'utf8')).toBe(`${folder.path}\n${file}:7\n`)
    expect(existsSync(path.join(folder.path, 'injected'))).toBe(false)
  })

  test('what is missing, unreadable or not there is told', async () => {
    const none = await openTerminal('', folder.path, { ...options, env: { PATH: folder.path } })
    expect(none.ok ? null : none.error.kind).toBe('noProgram')
    for (const command of ['no-such-program-here {folder}', '"left open'])
      expect(await openTerminal(command, folder.path, options)).toMatchObject({
        ok: false,
        error: { kind: 'failed' },
      })
  })
})
