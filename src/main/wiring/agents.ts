import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { AgentCheck } from '#shared/domain/agent/agent-check.ts'
import type { AgentChoice, AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Keychain } from '#shared/domain/settings/keychain.ts'
import type { AgentAdapter, Standing, TurnContext } from '../agents/adapter.ts'
import { chosenManifest } from '../agents/chosen-manifest.ts'
import type { Containment } from '../agents/containment.ts'
import { discoverAgents } from '../agents/discover.ts'
import { checkedChoice, type AgentManifest, type FindContext } from '../agents/manifest.ts'
import { agentsByKind, knownAgents } from '../agents/registry.ts'
import { Containments } from '../agents/namespaces.ts'
import { Sandboxes } from '../agents/sandbox.ts'
import { withheldSecrets } from '../agents/secrets.ts'
import { openTurnSandbox, type GitFolders } from '../agents/turn-sandbox.ts'
import { markedProcesses } from '../system/marked-processes.ts'
import { markOfSession, turnMark } from '../system/turn-mark.ts'
import { privateFolder } from '../store/data-folder.ts'
import { demoManifest } from '../demo/manifest.ts'
import { checkAgents } from '../doctor/agents.ts'
import { tryAgent } from '../doctor/try-agent.ts'
import type { AgentStarter, LeftProcess, RunningTurn, TurnRequest } from '../sessions/ports.ts'
import type { SettingsService } from '../settings/settings.ts'

/** Finds the pictures that a prompt names and that are there. */
interface NamedPictures {
  named(text: string): Promise<readonly string[]>
  placed(text: string): string
}

/** The agents that there are: starts turns with the adapter of the chosen kind. */
export class Agents implements AgentStarter {
  readonly #manifests: ReadonlyMap<AgentKind, AgentManifest>
  readonly #adapters = new Map<AgentKind, Promise<AgentAdapter>>()
  readonly #home: string
  readonly #containments: Containments
  readonly #sandboxes: Sandboxes
  readonly #gitFolders: (session: string) => Promise<GitFolders | null>
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #settings: SettingsService
  readonly #keychain: Keychain | undefined
  readonly #pictures: NamedPictures
  readonly #standing: (session: string) => Promise<Standing>
  #trying: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly home: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly settings: SettingsService
    readonly keychain?: Keychain | undefined
    readonly pictures: NamedPictures
    /** What is known of a session's task. */
    readonly standing: (session: string) => Promise<Standing>
    /** Where git keeps what belongs to a session's worktree, as its repository says. */
    readonly gitFolders: (session: string) => Promise<GitFolders | null>
    /** Agents besides those that Winnow knows. */
    readonly agents?: readonly AgentManifest[]
  }) {
    this.#manifests = agentsByKind([...knownAgents, demoManifest, ...(options.agents ?? [])])
    this.#home = options.home
    this.#containments = new Containments(path.join(options.home, 'inside'))
    this.#sandboxes = new Sandboxes(options.env)
    this.#gitFolders = options.gitFolders
    this.#env = options.env
    this.#settings = options.settings
    this.#keychain = options.keychain
    this.#pictures = options.pictures
    this.#standing = options.standing
  }

  /** What can be chosen on this machine, looked for anew. */
  async offers(): Promise<readonly AgentOffer[]> {
    const found = await discoverAgents([...this.#manifests.values()], await this.#machine())
    const containment = await this.#containments.get(this.#settings.get().endAllProcesses)
    const sandbox = await this.#sandboxes.get('all', false, containment)
    return found.map((offer): AgentOffer => {
      if (this.#manifests.get(offer.choice.kind)?.ownSandbox === true) return { ...offer, keptBy: 'itself' }
      return { ...offer, keptBy: sandbox.kind === 'none' ? 'nothing' : 'sandbox' }
    })
  }

  /** What was found of each, with its version. */
  async checks(): Promise<readonly AgentCheck[]> {
    const found = await checkAgents([...this.#manifests.values()], await this.#machine())
    return found.filter(({ kind }) => kind !== demoManifest.kind)
  }

  /** Gives an agent a small task in a scratch repository; the next one waits until it is done. */
  tryOut(kind: string): Promise<AgentCheck> {
    const tried = this.#trying.then(() => this.#try(kind))
    this.#trying = tried
    return tried
  }

  async #try(kind: string): Promise<AgentCheck> {
    const manifest = this.#manifests.get(kind)
    if (!manifest)
      return { kind, label: kind, state: 'warning', canTry: false, note: `There is no agent “${kind}”.` }
    const { state, note } = await tryAgent(manifest, [...this.#manifests.values()], {
      env: this.#env,
      platform: process.platform,
      settings: turnSettings(this.#settings.get()),
      key: async (name) => (await this.#keychain?.get(name)) ?? null,
    })
    return { kind, label: manifest.name, state: state === 'ok' ? 'ok' : 'warning', canTry: true, note }
  }

  async #machine(): Promise<FindContext> {
    const { openaiBaseUrl, openaiModel } = this.#settings.get()
    const hasKey = ((await this.#keychain?.get('openai')) ?? null) !== null
    return {
      env: this.#env,
      platform: process.platform,
      openai: { hasKey, baseUrl: openaiBaseUrl, model: openaiModel },
    }
  }

  checked(choice: AgentChoice): Result<AgentChoice, Failure<'unknownAgent' | 'badAgentOption'>> {
    const known = this.#manifests.get(choice.kind)
    if (known) return checkedChoice(known, choice)
    return err({
      kind: 'unknownAgent',
      message: `There is no agent "${choice.kind}" that runs tasks. Nothing was started. Choose one of: ${[...this.#manifests.keys()].join(', ')}.`,
    })
  }

  async start(request: TurnRequest): Promise<Result<RunningTurn, Failure<'unknownAgent' | 'stateFailed'>>> {
    const manifest = this.#manifests.get(request.choice.kind)
    if (!manifest)
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
    const settings = this.#settings.get()
    const containment = await this.#containments.get(settings.endAllProcesses)
    const pictures = await this.#pictures.named(request.prompt)
    const { sandbox, hidden, notice } = await this.#sandbox(request, containment, pictures)
    const withheld = withheldSecrets(request.choice, this.#env, [...this.#manifests.values()])
    const adapter = await this.#adapter(manifest)
    const turn = adapter.startTurn({
      session: request.session,
      turn: request.turn,
      worktree: request.worktree,
      prompt: this.#pictures.placed(request.prompt),
      pictures,
      choice: request.choice,
      folder,
      env: this.#env,
      withheld,
      mark: turnMark(this.#home, request.session, request.turn),
      containment,
      sandbox,
      hidden,
      settings: turnSettings(settings),
      standing: () => this.#standing(request.session),
      key: async (name) => (await this.#keychain?.get(name)) ?? null,
      report: request.report,
    })
    return ok({
      done: closedAfter(turn.done, sandbox),
      interrupt: () => turn.interrupt(),
      steer: async (text) => (await turn.steer?.(text)) ?? false,
      notices: [
        { id: `processes-${containment.kind}`, text: `${notice} ${containment.notice}` },
        ...secretsNotice(withheld),
      ],
    })
  }

  /** What keeps the turn from files, and what the person is told of it. */
  async #sandbox(
    { choice, session, worktree, trusted }: TurnRequest,
    containment: Containment,
    pictures: readonly string[],
  ): Promise<{
    readonly sandbox: Awaited<ReturnType<typeof openTurnSandbox>> | null
    readonly hidden: readonly string[]
    readonly notice: string
  }> {
    const none = { sandbox: null, hidden: [] }
    if (trusted) return { ...none, notice: 'What you trusted runs with your own rights.' }
    const wanted = this.#settings.get().sandbox
    const manifest = chosenManifest(choice, [...this.#manifests.values()])
    if (manifest?.ownSandbox === true && choice.kind !== 'command')
      return {
        ...none,
        hidden: wanted !== 'off' ? [privateFolder(this.#home)] : [],
        notice: `${manifest.name} keeps its commands in a sandbox of its own.`,
      }
    const found = await this.#sandboxes.get(wanted, choice.kind === 'command', containment)
    if (found.kind === 'none')
      return { ...none, notice: `${found.why} What an agent runs here can write wherever you can.` }
    const sandbox = await openTurnSandbox(found, {
      home: this.#home,
      worktree,
      git: await this.#gitFolders(session),
      env: this.#env,
      readable: pictures.map((file) => path.dirname(file)),
      agent: manifest,
    })
    return {
      ...none,
      sandbox,
      notice:
        'What an agent runs here can write in its worktree, a temporary folder, and the folders of its own state, and nowhere else. It can read the rest of the disk, but not Winnow’s data folder, and it has the network.',
    }
  }

  left(session: string): Promise<readonly LeftProcess[]> {
    return markedProcesses(markOfSession(this.#home, session))
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#adapters.values()].map(async (adapter) => (await adapter).dispose()))
  }

  #adapter(manifest: AgentManifest): Promise<AgentAdapter> {
    const made = this.#adapters.get(manifest.kind) ?? manifest.createAdapter()
    this.#adapters.set(manifest.kind, made)
    return made
  }
}

/** The same end, once the sandbox that it ran in is closed too. */
async function closedAfter<End>(
  done: Promise<End>,
  sandbox: { close(): Promise<void> } | null,
): Promise<End> {
  try {
    return await done
  } finally {
    await sandbox?.close()
  }
}

/** What of the person's settings a turn is told. */
function turnSettings(settings: Settings): TurnContext['settings'] {
  return {
    shell: settings.shell,
    openaiBaseUrl: settings.openaiBaseUrl,
    openaiModel: settings.openaiModel,
    openaiLimits: {
      window: settings.openaiWindow,
      rounds: settings.openaiMostRounds,
      minutes: settings.openaiMostMinutes,
      thousandTokens: settings.openaiMostTokens,
    },
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
