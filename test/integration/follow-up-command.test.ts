import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let winnow: CommandLine
let host: ChildProcessWithoutNullStreams
let session: string

const asked = (): string => {
  const file = path.join(folder.path, 'asked')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
const letGo = (): void => writeFileSync(path.join(folder.path, 'gate'), '')
const shown = (): Promise<{ state: string; waiting: readonly { id: string; text: string }[] }> =>
  winnow.json(['show', session])

/** A host, and a session whose agent notes what it is asked and works until the test lets it go. */
beforeEach(async () => {
  folder = temporaryFolder()
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  winnow = new CommandLine(folder.path)
  host = winnow.start(['serve'])
  await once(host.stdout, 'data')
  const line = `echo "$WINNOW_PROMPT" >> ${folder.path}/asked; while [ ! -e ${folder.path}/gate ]; do sleep 0.02; done; echo more >> a.txt`
  const made = await winnow.json<{ session: string }>(['task', 'first', '--run', line], {
    cwd: repository.path,
  })
  session = made.session
  await until('the turn runs', () => asked() === 'first\n')
})
afterEach(async () => {
  const ended = once(host, 'exit')
  host.kill('SIGTERM')
  await ended
  folder.remove()
})

describe('winnow follow-up', () => {
  test('waits while the agent works, is named by show, can be taken back, and is sent at the end', async () => {
    const second = await winnow.json<{ waits: boolean; id: string }>(['follow-up', session, 'and', 'more'])
    expect(second).toMatchObject({ session, waits: true })
    const third = await winnow.json<{ id: string }>(['follow-up', session, '--file', '-'], {
      input: 'third\n\nwith a blank line\n',
    })
    expect((await shown()).waiting).toEqual([
      { id: second.id, text: 'and more', client: 'commandLine' },
      { id: third.id, text: 'third\n\nwith a blank line', client: 'commandLine' },
    ])
    const text = (await winnow.run(['show', session])).stdout
    expect(text).toContain(`waits      ${second.id}: and more`)
    expect(text).toContain(`waits      ${third.id}: third`)

    expect(await winnow.json(['follow-up', session, '--take-back', third.id])).toEqual({
      session,
      id: third.id,
      text: 'third\n\nwith a blank line',
    })
    const again = await winnow.run(['follow-up', session, '--take-back', third.id])
    expect(again.exitCode).toBe(3)
    expect(again.stderr).toContain('does not wait any more')

    letGo()
    await until('the follow-up was asked', () => asked() === 'first\nand more\n')
    const ended = await winnow.json(['follow-up', session, 'last', '--wait'])
    expect(ended).toMatchObject({ session, state: 'ready' })
    expect(asked()).toBe('first\nand more\nlast\n')
    expect((await shown()).waiting).toEqual([])
  })

  test('takes back the last one without an id, and refuses what means nothing', async () => {
    await winnow.json(['follow-up', session, 'second'])
    await winnow.json(['follow-up', session, 'third'])
    const taken = await winnow.run(['follow-up', session, '--take-back'])
    expect([taken.exitCode, taken.stdout]).toEqual([
      0,
      'Taken back; it is the draft of this session’s next follow-up:\nthird\n',
    ])
    expect((await shown()).waiting.map((one) => one.text)).toEqual(['second'])
    await winnow.json(['follow-up', session, '--take-back'])
    const none = await winnow.run(['follow-up', session, '--take-back', '--json'])
    expect(none.exitCode).toBe(3)
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { kind: 'notFound' } })

    expect((await winnow.run(['follow-up', session])).exitCode).toBe(2)
    expect((await winnow.run(['follow-up', session, ' '])).exitCode).toBe(2)
    expect((await winnow.run(['follow-up', session, 'a', '--file', '-'], { input: 'b' })).exitCode).toBe(2)
    expect((await winnow.run(['follow-up', session, '--file', 'not-there'])).exitCode).toBe(2)
    expect((await winnow.run(['follow-up', session, 'a', '--take-back', 'b'])).exitCode).toBe(2)
    expect((await winnow.run(['follow-up', session, 'a', '--mode', 'build', '--now'])).exitCode).toBe(2)
    const kept = await winnow.run(['follow-up', session, 'a', '--mode', 'build'])
    expect(kept.stderr).toContain('keeps the mode that a task began in. Nothing was sent.')
    expect((await winnow.run(['follow-up', 'nothing', 'a'])).exitCode).toBe(3)
    expect((await shown()).waiting).toEqual([])
  })
})
