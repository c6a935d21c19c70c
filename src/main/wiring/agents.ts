import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { AgentChoice, AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { Keychain } from '#shared/domain/settings/keychain.ts'
import type { AgentAdapter } from '../agents/adapter.ts'
import { createAgents } from '../agents/agents.ts'
import { Containments } from '../agents/namespaces.ts'
import { withheldSecrets } from '../agents/secrets.ts'
import { markedProcesses } from '../system/marked-processes.ts'
import { markOfSession, turnMark } from '../system/turn-mark.ts'
import { createDemoAgent } from '../demo/agent.ts'
import type { AgentStarter, LeftProcess, RunningTurn, TurnRequest } from '../sessions/ports.ts'
import type { SettingsService } from '../settings/settings.ts'

/** Finds the pictures that a prompt names and that are there. */
interface NamedPictures {
  named(text: string): Promise<readonly string[]>
}

/** The agents that there are: starts turns with the adapter of the chosen kind. */
export class Agents implements AgentStarter {
  readonly #adapters: ReadonlyMap<AgentKind, AgentAdapter>
  readonly #home: string
  readonly #containments: Containments
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #settings: SettingsService
  readonly #keychain: Keychain | undefined
  readonly #pictures: NamedPictures

  constructor(options: {
    readonly home: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly settings: SettingsService
    readonly keychain: Keychain | undefined
    readonly pictures: NamedPictures
  }) {
    this.#adapters = new Map([...createAgents(), ['demo', createDemoAgent()]])
    this.#home = options.home
    this.#containments = new Containments(path.join(options.home, 'inside'))
    this.#env = options.env
    this.#settings = options.settings
    this.#keychain = options.keychain
    this.#pictures = options.pictures
  }

  knows(choice: AgentChoice): boolean {
    return this.#adapters.has(choice.kind)
  }

  async start(request: TurnRequest): Promise<Result<RunningTurn, Failure<'unknownAgent' | 'stateFailed'>>> {
    const adapter = this.#adapters.get(request.choice.kind)
    if (!adapter)
      return err({
        kind: 'unknownAgent',
        message: `There is no agent "${request.choice.kind}" any more. Nothing ran. Start the task again with another agent.`,
      })
    const folder = path.join(request.folder, 'agent')
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      return err({
        kind: 'stateFailed',
        message: `The folder for the agent's state can't be made (${error instanceof Error ? error.message : String(error)}). Nothing ran. Free some space or check the data folder, then restart the session.`,
        paths: [folder],
      })
    }
    const { shell, openaiBaseUrl, openaiModel, endAllProcesses } = this.#settings.get()
    const containment = await this.#containments.get(endAllProcesses)
    const turn = adapter.startTurn({
      session: request.session,
      turn: request.turn,
      worktree: request.worktree,
      prompt: request.prompt,
      pictures: await this.#pictures.named(request.prompt),
      choice: request.choice,
      folder,
      env: this.#env,
      mark: turnMark(this.#home, request.session, request.turn),
      containment,
      settings: { shell, openaiBaseUrl, openaiModel },
      key: async (name) => (await this.#keychain?.get(name)) ?? null,
      report: { ...request.report, usage: () => undefined },
    })
    return ok({
      done: turn.done,
      interrupt: () => turn.interrupt(),
      notices: [
        { id: `processes-${containment.kind}`, text: containment.notice },
        ...secretsNotice(withheldSecrets(request.choice, this.#env)),
      ],
    })
  }

  left(session: string): Promise<readonly LeftProcess[]> {
    return markedProcesses(markOfSession(this.#home, session))
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#adapters.values()].map((adapter) => adapter.dispose()))
  }
}

function secretsNotice(names: readonly string[]): readonly { readonly id: string; readonly text: string }[] {
  if (names.length === 0) return []
  return [
    {
      id: 'secrets-withheld',
      text: `Not given to the agent, since their names say that they are secrets: ${names.join(', ')}. A known agent gets those that it needs itself; a command line gets those that it names.`,
    },
  ]
}
