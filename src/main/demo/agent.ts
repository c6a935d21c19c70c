import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { AgentAdapter, AgentOutcome, TurnContext } from '../agents/adapter.ts'
import { editDiff } from '../agents/edit-diff.ts'
import { commandEnvironment } from '../agents/environment.ts'
import { findProgram } from '../agents/program.ts'
import { turnAdapter } from '../agents/turn-adapter.ts'
import { TurnProcesses } from '../agents/turn-processes.ts'
import type { DemoScript, ScriptedChange, ScriptedStep } from './script.ts'
import { jsonFlag } from './scripts/json-flag.ts'
import { rename } from './scripts/rename.ts'
import { rounding } from './scripts/rounding.ts'

const scripts: readonly DemoScript[] = [jsonFlag, rounding, rename]

export interface DemoAgentOptions {
  /** Waits between the steps, in milliseconds; tests pass one that does not. Rejects when it is aborted. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/**
 * The scripted agent of the demo repository: no model is asked. What it edits was written beforehand, in one of three
 * scripts that the prompt chooses; the checks it runs are real. It says so in every turn.
 */
export function createDemoAgent(options: DemoAgentOptions = {}): AgentAdapter {
  const pause =
    options.pause ??
    (async (milliseconds: number, signal: AbortSignal): Promise<void> => {
      await delay(milliseconds, undefined, { signal })
    })
  return turnAdapter('demo', (context, signal) => new Player(context, pause, signal).play())
}

/** The script a prompt is about; for any other prompt one by the session, so that parallel tasks differ. */
function scriptFor(
  context: TurnContext,
  task: string,
): { readonly script: DemoScript; readonly asked: boolean } {
  const asked = scripts.find((script) => script.about.test(task))
  if (asked) return { script: asked, asked: true }
  const sum = Buffer.from(context.session).reduce((total, byte) => total + byte, 0)
  return { script: scripts[sum % scripts.length] ?? jsonFlag, asked: false }
}

class Player {
  readonly #context: TurnContext
  readonly #pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly #signal: AbortSignal
  readonly #planId = randomUUID()

  constructor(context: TurnContext, pause: NonNullable<DemoAgentOptions['pause']>, signal: AbortSignal) {
    this.#context = context
    this.#pause = pause
    this.#signal = signal
  }

  async play(): Promise<AgentOutcome> {
    const { worktree, turn, report } = this.#context
    if (!(await isDemoRepository(worktree))) {
      return {
        kind: 'failed',
        failure: {
          kind: 'notStarted',
          message:
            'The scripted demo agent only knows the demo repository, so nothing was changed here. Choose another agent, or open the demo repository from the start view.',
        },
      }
    }
    const task = await this.#rememberTask()
    const { script, asked } = scriptFor(this.#context, task)
    this.#say(
      'notice',
      asked
        ? `Scripted demo: ${script.title}. No model is asked; the edits were written beforehand, the checks really run.`
        : `Scripted demo: it cannot read your request, so it plays "${script.title}". No model is asked; the edits were written beforehand, the checks really run.`,
    )
    const steps = script.turns[turn - 1]
    if (!steps) {
      this.#say('message', 'Scripted demo: the script has no more turns. Nothing was changed.')
      return { kind: 'completed' }
    }
    for (const step of steps) {
      this.#signal.throwIfAborted()
      await this.#play(step, script)
    }
    if (turn === 1) this.#showPlan(script, script.plan.length)
    report.activity('done')
    return { kind: 'completed' }
  }

  /** The text of the first turn, kept for the follow-ups: they go on with the same script. */
  async #rememberTask(): Promise<string> {
    const file = path.join(this.#context.folder, 'task.txt')
    if (this.#context.turn === 1) await writeFile(file, this.#context.prompt)
    return readFile(file, 'utf8').catch(() => this.#context.prompt)
  }

  async #play(step: ScriptedStep, script: DemoScript): Promise<void> {
    switch (step.kind) {
      case 'say':
        this.#context.report.activity('thinking')
        await this.#wait(Math.min(2500, 600 + step.text.length * 8), script)
        this.#say('message', step.text)
        return
      case 'plan':
        this.#context.report.activity(script.plan[step.at] ?? 'planning')
        this.#showPlan(script, step.at)
        await this.#wait(700, script)
        return
      case 'edit':
        await this.#edit(step.title, step.changes, script)
        return
      case 'run':
        await this.#run(step.args, script)
    }
  }

  async #wait(milliseconds: number, { pace }: DemoScript): Promise<void> {
    await this.#pause(milliseconds * pace, this.#signal)
  }

  #showPlan(script: DemoScript, at: number): void {
    this.#context.report.item({
      id: this.#planId,
      kind: 'plan',
      state: at < script.plan.length ? 'running' : 'completed',
      text: script.title,
      steps: script.plan.map((step, index) => ({
        step,
        state: index < at ? 'completed' : index === at ? 'inProgress' : 'pending',
      })),
    })
  }

  async #edit(title: string, changes: readonly ScriptedChange[], script: DemoScript): Promise<void> {
    const paths = [...new Set(changes.map((change) => change.path))]
    this.#context.report.activity(`editing ${paths[0] ?? ''}`)
    const item = { id: randomUUID(), kind: 'edit', text: title, paths } as const
    this.#context.report.item({ ...item, state: 'running', diff: null })
    const refused: string[] = []
    const diffs: string[] = []
    for (const change of changes) {
      await this.#wait(350, script)
      const diff = await applyChange(this.#context.worktree, change)
      if (diff === null) refused.push(change.path)
      else diffs.push(diff)
    }
    const state = refused.length > 0 ? 'failed' : 'completed'
    this.#context.report.item({ ...item, state, diff: diffs.join('\n') })
    if (refused.length === 0) return
    const names = [...new Set(refused)].join(', ')
    this.#say(
      'message',
      `Scripted demo: ${names} is not as the script expects, so this edit was left out there.`,
    )
  }

  async #run(args: readonly string[], script: DemoScript): Promise<void> {
    const { env, worktree, report } = this.#context
    const line = ['node', ...args].join(' ')
    report.activity(`running ${line}`)
    await this.#wait(400, script)
    const item = { id: randomUUID(), kind: 'command', text: line } as const
    report.item({ ...item, state: 'running', exitCode: null })
    // Without a Node of its own on PATH, the one that runs this (Electron can act as Node) does as well.
    const own = await findProgram('node', env)
    const processes = new TurnProcesses(this.#context)
    const running = await processes.start({
      file: own ?? process.execPath,
      args,
      folder: worktree,
      env: commandEnvironment(env, {
        secrets: [...this.#context.withheld, 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'],
        extra: { ...this.#context.mark, ...(own ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
      }),
      input: 'none',
      onOutput: (bytes) => report.output(item.id, bytes),
    })
    const stop = (): void => void processes.stop()
    this.#signal.addEventListener('abort', stop)
    if (this.#signal.aborted) stop()
    const end = await running.ended
    await processes.stop()
    this.#signal.removeEventListener('abort', stop)
    const exitCode = end.kind === 'exited' ? end.exitCode : null
    const state = this.#signal.aborted ? 'interrupted' : exitCode === 0 ? 'completed' : 'failed'
    report.item({ ...item, state, exitCode })
  }

  #say(kind: 'notice' | 'message', text: string): void {
    this.#context.report.item({ id: randomUUID(), kind, state: 'completed', text })
  }
}

async function isDemoRepository(worktree: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path.join(worktree, 'package.json'), 'utf8'))
    return (
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'tidewatch'
    )
  } catch {
    return false
  }
}

/** Applies one change and gives its difference; null when the file is not as the change expects. */
async function applyChange(worktree: string, change: ScriptedChange): Promise<string | null> {
  const file = path.join(worktree, change.path)
  const text = await readFile(file, 'utf8').catch(() => null)
  if ('content' in change) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, change.content)
    return editDiff(change.path, text, change.content)
  }
  const wanted = 'find' in change ? change.find : change.everywhere
  if (text === null || !text.includes(wanted)) return null
  const changed =
    'find' in change
      ? text.replace(change.find, () => change.replace)
      : text.replaceAll(change.everywhere, () => change.replace)
  await writeFile(file, changed)
  return editDiff(change.path, text, changed)
}
