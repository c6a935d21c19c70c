import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { AgentOutcome, TurnContext } from '../agents/adapter.ts'
import { processGroups } from '../agents/containment.ts'
import { CommandLog } from '../git/command-log.ts'
import { Git } from '../git/run.ts'
import { createDemoAgent } from './agent.ts'
import { makeDemoRepository } from './repository.ts'

const temporary = temporaryFolder()
const origin = path.join(temporary.path, 'origin')
const environment = testGitEnvironment(temporary.path)
const instant = async (): Promise<void> => {}

beforeAll(async () => {
  const made = await makeDemoRepository(new Git({ env: environment, log: new CommandLog() }), origin)
  if (!made.ok) throw new Error(made.error.message)
})
afterAll(() => temporary.remove())

function freshWorktree(): string {
  const folder = mkdtempSync(path.join(temporary.path, 'worktree-'))
  execFileSync('git', ['clone', '--quiet', origin, folder], { env: environment })
  return folder
}

const rawGit = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, env: environment, encoding: 'utf8' })

/** What the agent reported in a turn: items by their last state, outputs by item. */
function recorder(worktree: string, prompt: string, options: { turn?: number; session?: string } = {}) {
  const items = new Map<string, AgentItem>()
  const outputs = new Map<string, string>()
  const folder = `${worktree}-state`
  mkdirSync(folder, { recursive: true })
  const context: TurnContext = {
    session: options.session ?? 's1',
    turn: options.turn ?? 1,
    worktree,
    prompt,
    pictures: [],
    choice: { kind: 'demo' },
    folder,
    env: { PATH: environment['PATH'], HOME: temporary.path },
    withheld: [],
    mark: {},
    containment: processGroups(''),
    sandbox: null,
    hidden: [],
    settings: { shell: '', openaiBaseUrl: '', openaiModel: '' },
    standing: () => Promise.resolve({ task: '', rejected: [] }),
    propose: () => Promise.resolve({ ok: true, value: '' }),
    reviewServer: null,
    servers: () =>
      Promise.resolve({ setups: [], problems: [], isTrusted: () => true, trust: () => undefined }),
    key: async () => null,
    report: {
      item: (item) => void items.set(item.id, item),
      output: async (id, bytes) => {
        outputs.set(id, (outputs.get(id) ?? '') + Buffer.from(bytes).toString('utf8'))
      },
      activity: () => undefined,
      ask: () => Promise.resolve(null),
      usage: () => undefined,
      checkpoint: () => Promise.resolve(),
    },
  }
  return {
    context,
    items: () => [...items.values()],
    outputOf: (item: AgentItem) => outputs.get(item.id) ?? '',
  }
}

async function play(worktree: string, prompt: string, turn = 1) {
  const recorded = recorder(worktree, prompt, { turn })
  const agent = createDemoAgent({ pause: instant })
  const outcome: AgentOutcome = await agent.startTurn(recorded.context).done
  await agent.dispose()
  return { ...recorded, outcome }
}

describe('the scripted agent', () => {
  const prompts = [
    { prompt: 'Add a --json flag to list and today', files: 8 },
    { prompt: 'Heights show 12 inches; fix the rounding', files: 4 },
    { prompt: 'Rename calcHt to heightAt everywhere', files: 9 },
  ]
  it.each(prompts)('plays "$prompt" with a check that fails, then passes', async ({ prompt, files }) => {
    const worktree = freshWorktree()
    const { outcome, items } = await play(worktree, prompt)
    expect(outcome).toEqual({ kind: 'completed' })
    expect(
      items()
        .filter((item) => item.kind === 'edit')
        .every((item) => item.state === 'completed'),
    ).toBe(true)
    const commands = items().filter((item) => item.kind === 'command')
    const checks = commands.filter(({ text }) => text.startsWith('node --test'))
    expect(checks.at(0)?.exitCode).toBe(1)
    expect(checks.at(-1)?.exitCode).toBe(0)
    expect(
      items()
        .find((item) => item.kind === 'plan')
        ?.steps.every((step) => step.state === 'completed'),
    ).toBe(true)
    expect(items().find((item) => item.kind === 'notice')?.text).toMatch(/^Scripted demo: /)
    expect(rawGit(worktree, 'status', '--porcelain').trim().split('\n')).toHaveLength(files)

    const followUp = await play(worktree, 'Go on', 2)
    expect(followUp.outcome).toEqual({ kind: 'completed' })
    expect(
      followUp
        .items()
        .filter((item) => item.kind === 'edit')
        .map((item) => item.state),
    ).toEqual(['completed'])
    expect(followUp.items().findLast((item) => item.kind === 'command')?.exitCode).toBe(0)
    const end = await play(worktree, 'And now?', 3)
    expect(end.items().at(-1)).toMatchObject({ text: expect.stringContaining('no more turns') })
  })

  it('shows the real output of what it runs', async () => {
    const { items, outputOf } = await play(freshWorktree(), 'fix the rounding')
    const table = items().find((item) => item.kind === 'command')
    expect(table && outputOf(table)).toContain('0 ft 12 in')
  })

  it('says that it cannot read any other request, and plays one script all the same', async () => {
    const { items, outcome } = await play(freshWorktree(), 'Make it faster')
    expect(outcome.kind).toBe('completed')
    expect(items()[0]?.text).toContain('cannot read your request')
  })

  it('leaves out what is not as it expects, and says so', async () => {
    const worktree = freshWorktree()
    writeFileSync(path.join(worktree, 'CHANGELOG.md'), 'Nothing here.\n')
    const { items, outcome } = await play(worktree, 'fix the rounding')
    expect(outcome.kind).toBe('completed')
    expect(items().some((item) => item.text.includes('CHANGELOG.md is not as the script expects'))).toBe(true)
    expect(readFileSync(path.join(worktree, 'CHANGELOG.md'), 'utf8')).toBe('Nothing here.\n')
  })

  it('knows no other repository', async () => {
    const worktree = mkdtempSync(path.join(temporary.path, 'other-'))
    const { outcome } = await play(worktree, 'Add a --json flag')
    expect(outcome.kind === 'failed' && outcome.failure.message).toMatch(/only knows the demo repository/)
  })

  it('ends at once when it is interrupted', async () => {
    const worktree = freshWorktree()
    const recorded = recorder(worktree, 'Add a --json flag')
    let paused: (() => void) | undefined
    const reached = new Promise<void>((resolve) => {
      paused = resolve
    })
    const agent = createDemoAgent({
      pause: (_milliseconds, signal) =>
        new Promise((_resolve, reject) => {
          paused?.()
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    })
    const turn = agent.startTurn(recorded.context)
    await reached
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(rawGit(worktree, 'status', '--porcelain')).toBe('')
  })
})
