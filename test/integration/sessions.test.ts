import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.commit('one', { 'a.txt': 'a\n', '.gitignore': '.env\nnode_modules/\n' })
    made.write({ '.env': 'SECRET=1\n', 'node_modules/x/index.js': 'x\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

const paths = async (session: string): Promise<string[]> =>
  unwrap(await workbench.client.changeset.get({ session })).files.map((file) => file.path)
const notices = async (session: string): Promise<string[]> => {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.filter((item) => item.kind === 'notice').map((item) => item.text)
}

describe('a session', () => {
  test('runs in a worktree of its own; a follow-up is another revision of the same one', async () => {
    const session = await workbench.task(id, 'cat > first.txt', 'hello', 'cat > second.txt; cat first.txt')
    const ready = await workbench.state(session, 'ready')
    expect(ready.worktree).not.toBeNull()
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(readFileSync(path.join(ready.worktree ?? '', 'first.txt'), 'utf8')).toBe('hello')
    unwrap(await workbench.client.session.followUp({ session, text: 'more' }))
    const again = await workbench.until(
      session,
      (found) => found.revisions.length === 2 && found.state === 'ready',
    )
    expect(again.worktree).toBe(ready.worktree)
    expect(await paths(session)).toEqual(['first.txt', 'second.txt'])
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(items.map((item) => [item.kind, item.turn])).toEqual([
      ['prompt', 1],
      ['notice', 1],
      ['output', 1],
      ['revision', 1],
      ['prompt', 2],
      ['output', 2],
      ['revision', 2],
    ])
    const output = items.findLast((item) => item.kind === 'output')
    const kept = unwrap(
      await workbench.client.session.output({ session, item: output?.id ?? '', from: -3, length: 10 }),
    )
    expect(Buffer.from(kept.base64, 'base64').toString()).toBe('llo')
    expect([kept.from, kept.total, output?.outputBytes]).toEqual([2, 5, 5])
  })

  test('stopped, it keeps what was written; restarted, it begins at its base again', async () => {
    const session = await workbench.task(
      id,
      'test ! -e half.txt || exit 9; echo half > half.txt; echo going; sleep 600',
    )
    await workbench.until(session, (found) => found.state === 'running')
    for await (const event of await workbench.client.session.watchTimeline({ session })) {
      const items = event.type === 'snapshot' ? event.items : [event.item]
      if (items.some((item) => item.kind === 'output' && item.outputBytes > 0)) break
    }
    unwrap(await workbench.client.session.stop({ session }))
    expect(unwrap(await workbench.client.session.get({ session }))).toMatchObject({
      state: 'stopped',
      activity: 'stopped by you',
    })
    expect(await paths(session)).toEqual(['half.txt'])
    const stoppedAgain = await workbench.client.session.stop({ session })
    expect(stoppedAgain.ok ? null : stoppedAgain.error.kind).toBe('wrongState')
    unwrap(await workbench.client.session.restart({ session }))
    const running = await workbench.until(session, (found) => found.state === 'running')
    expect(running.revisions).toHaveLength(1)
    await workbench.client.session.stop({ session })
  })

  // Deleting is never for good (codex #25230).
  test('discarded, its worktree is gone; restored, its files are there again, uncommitted', async () => {
    const session = await workbench.task(id, 'echo new > new.txt; echo b >> a.txt')
    const { worktree } = await workbench.state(session, 'ready')
    unwrap(await workbench.client.session.discard({ session }))
    expect(existsSync(worktree ?? '')).toBe(false)
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1)
    expect(await paths(session)).toEqual(['a.txt', 'new.txt'])
    unwrap(await workbench.client.session.restore({ session }))
    const restored = unwrap(await workbench.client.session.get({ session }))
    expect(readFileSync(path.join(restored.worktree ?? '', 'a.txt'), 'utf8')).toBe('a\nb\n')
    expect(restored.discardedAt).toBeNull()
  })

  test('what a person changes in the worktree of an idle agent is a revision once it is looked at again', async () => {
    const session = await workbench.task(id, 'echo new > new.txt')
    const { worktree } = await workbench.state(session, 'ready')
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 1 })
    writeFileSync(path.join(worktree ?? '', 'by-hand.txt'), 'mine\n')
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
    expect(await paths(session)).toEqual(['by-hand.txt', 'new.txt'])
  })

  test('a worktree deleted by hand is made again from the newest revision for a follow-up', async () => {
    const session = await workbench.task(id, 'echo new > new.txt', 'x', 'cat new.txt > copy.txt')
    const { worktree } = await workbench.state(session, 'ready')
    rmSync(worktree ?? '', { recursive: true })
    unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
    await workbench.until(session, (found) => found.revisions.length === 2 && found.state === 'ready')
    expect(await paths(session)).toEqual(['copy.txt', 'new.txt'])
  })

  test('after the workbench ended, what ran is stopped and its files are a revision; what was queued runs', async () => {
    await workbench.client.workbench.saveSettings({ parallelLimit: 1 })
    const first = await workbench.task(id, 'echo half > half.txt; sleep 600')
    const second = await workbench.task(id, 'echo two > two.txt')
    await workbench.until(first, (found) => found.state === 'running')
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    const stopped = await workbench.state(first, 'stopped')
    expect(stopped.activity).toBe('stopped when Winnow ended')
    await workbench.state(second, 'ready')
    expect(await paths(second)).toEqual(['two.txt'])
  })
})

describe('a killed workbench', () => {
  test('leaves no process behind; what the agent wrote is a revision after the next start', async () => {
    await workbench.end()
    const winnow = new CommandLine(folder.path, { WINNOW_HOME: path.join(folder.path, 'winnow') })
    const mark = path.join(folder.path, 'mark')
    const run = `echo half > half.txt; touch '${mark}'; sleep 600`
    const child = winnow.start(['task', 'x', '--repo', repository.path, '--run', run, '--wait'])
    await until('the agent runs', () => existsSync(mark))
    const agent = () => markedProcesses(markOfFolder(path.join(folder.path, 'winnow')))
    expect(await agent()).not.toEqual([])
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
    workbench = await TestWorkbench.start(folder.path)
    const [session] = await workbench.client.session.list()
    expect(session).toMatchObject({ state: 'stopped', revisions: [{ number: 1 }] })
    expect(await paths(session?.id ?? '')).toEqual(['half.txt'])
    await until('the agent is gone', async () => (await agent()).length === 0)
  })
})

describe('settings of a repository', () => {
  // What a worktree lacks is otherwise left to each team (superpowers #597, AutoGPT PR #13600).
  test('ignored files are copied; what is not asked for is not', async () => {
    await workbench.client.repository.saveSettings({ repository: id, settings: { copyIgnored: ['.env'] } })
    const session = await workbench.task(id, 'cat .env > seen.txt; test ! -e node_modules')
    const ready = await workbench.state(session, 'ready', 'failed')
    expect(ready.state).toBe('ready')
    expect(await paths(session)).toEqual(['seen.txt'])
  })

  // A setup that is skipped without a word is the defect (orca PR #1280, PR #1388); consent is to the text (orca #1137).
  test('a setup command runs only when exactly its text was trusted, and its silence is told', async () => {
    const setupCommand = 'echo setup > setup.txt'
    await workbench.client.repository.saveSettings({ repository: id, settings: { setupCommand } })
    const refused = await workbench.task(id, 'echo agent > agent.txt')
    const failed = await workbench.state(refused, 'failed')
    expect(failed.activity).toContain('not trusted')
    expect(existsSync(path.join(failed.worktree ?? '', 'agent.txt'))).toBe(false)
    expect(await notices(refused)).toEqual([failed.activity])
    const trustedSetup = createHash('sha256').update(setupCommand).digest('hex')
    await workbench.client.repository.saveSettings({ repository: id, settings: { trustedSetup } })
    const session = await workbench.task(id, 'cat setup.txt > agent.txt')
    expect((await workbench.state(session, 'ready', 'failed')).state).toBe('ready')
    expect(await paths(session)).toEqual(['agent.txt', 'setup.txt'])
  })
})

describe('submitting', () => {
  test('several attempts are several sessions; the parallel limit holds', async () => {
    await workbench.client.workbench.saveSettings({ parallelLimit: 2 })
    const command = 'echo x > x.txt; while [ ! -e ../../go ]; do sleep 0.05; done'
    const agent = { kind: 'command' as const, command }
    const made = unwrap(
      await workbench.client.session.submit({ tasks: [{ repository: id, prompt: 'p', agent, attempts: 3 }] }),
    )
    expect(made.sessions).toHaveLength(3)
    const [one = '', two = '', three = ''] = made.sessions
    await workbench.state(one, 'running')
    const second = await workbench.state(two, 'running')
    expect(unwrap(await workbench.client.session.get({ session: three })).state).toBe('queued')
    const go = path.join(path.dirname(path.dirname(second.worktree ?? '')), 'go')
    writeFileSync(go, '')
    for (const session of made.sessions) expect((await workbench.state(session, 'ready')).attempts).toBe(3)
  })

  test('an unknown base or agent starts nothing', async () => {
    const agent = { kind: 'command' as const, command: 'true' }
    const badBase = await workbench.client.session.submit({
      tasks: [
        { repository: id, prompt: 'good', agent },
        { repository: id, prompt: 'bad', agent, base: '--upload-pack=x' },
      ],
    })
    expect(badBase.ok ? null : badBase.error.kind).toBe('badBase')
    const noCommand = await workbench.client.session.submit({
      tasks: [{ repository: id, prompt: 'p', agent: { kind: 'command' } }],
    })
    expect(noCommand.ok ? null : noCommand.error.kind).toBe('agentNotConfigured')
    expect(await workbench.client.session.list()).toEqual([])
  })
})
