import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { AgentCheck } from '#shared/domain/agent/agent-check.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { noModels, type OfferedModels } from '#shared/domain/agent/offered-models.ts'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Keychain } from '#shared/domain/settings/keychain.ts'
import type {
  AgentAdapter,
  AgentCompaction,
  AgentConversation,
  AgentTurn,
  CompactionContext,
  Standing,
  TurnContext,
  TurnServers,
} from '../agents/adapter.ts'
import { AgentFiles } from '../agents/agent-files.ts'
import { chosenManifest } from '../agents/chosen-manifest.ts'
import { cutOffText } from '../agents/cut-off-text.ts'
import { discoverAgents } from '../agents/discover.ts'
import { checkedChoice, inMode, type AgentManifest, type FindContext } from '../agents/manifest.ts'
import { agentsByKind, knownAgents } from '../agents/registry.ts'
import { Containments } from '../agents/namespaces.ts'
import type { Outside } from '../agents/network/outside.ts'
import { rolledBackText } from '../agents/rolled-back-text.ts'
import { upToDateText } from '../agents/up-to-date-text.ts'
import { withheldSecrets } from '../agents/secrets.ts'
import type { GitFolders } from '../agents/turn-sandbox.ts'
import { pipeCommand } from '../mcp/pipe-command.ts'
import type { ReviewSource } from '../mcp/review-tools.ts'
import { hasTurnSocket, openTurnSocket, type TurnSocket } from '../mcp/turn-socket.ts'
import { markedProcesses } from '../system/marked-processes.ts'
import { markOfSession, turnMark } from '../system/turn-mark.ts'
import { privateFolder } from '../store/data-folder.ts'
import { demoManifest } from '../demo/manifest.ts'
import { checkAgents, type KnownAgents } from '../doctor/agents.ts'
import { tryAgent } from '../doctor/try-agent.ts'
import type { AgentStarter, LeftProcess, RunningTurn, TurnRequest } from '../sessions/ports.ts'
import type { SettingsService } from '../settings/settings.ts'
import { isReading, TurnSandboxes } from './turn-sandboxes.ts'

/** Finds the pictures that a prompt names and that are there. */
interface NamedPictures {
  named(text: string): Promise<readonly string[]>
  placed(text: string): string
}

type Propose = (session: string, args: Readonly<Record<string, unknown>>) => Promise<Result<string, string>>

/** The agents that there are: starts turns with the adapter of the chosen kind. */
export class Agents implements AgentStarter {
  readonly #fixed: readonly AgentManifest[]
  readonly #files: AgentFiles
  readonly #adapters = new Map<AgentManifest, Promise<AgentAdapter>>()
  readonly #home: string
  readonly #containments: Containments
  readonly #sandboxes: TurnSandboxes
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #settings: SettingsService
  readonly #keychain: Keychain | undefined
  readonly #pictures: NamedPictures
  readonly #standing: (session: string) => Promise<Standing>
  readonly #propose: Propose
  readonly #reviewOf: (session: string) => ReviewSource
  readonly #version: string
  readonly #servers: (session: string) => Promise<TurnServers>
  #trying: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly home: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly settings: SettingsService
    readonly keychain?: Keychain | undefined
    readonly pictures: NamedPictures
    /** What is known of a session's task. */
    readonly standing: (session: string) => Promise<Standing>
    /** Keeps what an agent proposes for the reading of its change. */
    readonly propose: Propose
    /** The review of a session, as agents are served it. */
    readonly reviewOf: (session: string) => ReviewSource
    readonly version: string
    /** The servers that configurations name for a session. */
    readonly servers: (session: string) => Promise<TurnServers>
    /** Where git keeps what belongs to a session's worktree, as its repository says. */
    readonly gitFolders: (session: string) => Promise<GitFolders | null>
    /** Agents besides those that Winnow knows. */
    readonly agents?: readonly AgentManifest[]
    /** The network of this machine, as turns are let to it. */
    readonly outside?: Outside
    /** The port of the host's own pages, which no agent is led to. */
    readonly ownPort?: () => number | null
  }) {
    this.#fixed = [...knownAgents, demoManifest, ...(options.agents ?? [])]
    this.#files = new AgentFiles(options.home, agentsByKind(this.#fixed).keys())
    this.#home = options.home
    this.#containments = new Containments(path.join(options.home, 'inside'))
    this.#sandboxes = new TurnSandboxes(options)
    this.#env = options.env
    this.#settings = options.settings
    this.#keychain = options.keychain
    this.#pictures = options.pictures
    this.#standing = options.standing
    this.#propose = options.propose
    this.#reviewOf = options.reviewOf
    this.#version = options.version
    this.#servers = options.servers
  }

  /** What can be chosen on this machine, looked for anew. */
  async offers(): Promise<readonly AgentOffer[]> {
    const { agents, quiet } = await this.#known()
    const all = await discoverAgents([...agents.values()], await this.#machine())
    const found = all.filter(({ available, choice }) => available || !quiet.has(choice.kind))
    const containment = await this.#containments.get(this.#settings.get().endAllProcesses)
    return Promise.all(
      found.map(async (offer) => ({
        ...offer,
        ...(await this.#sandboxes.offer(agents.get(offer.choice.kind), containment)),
      })),
    )
  }

  /** What was found of each, with its version, and the files that were to add one and can't be used. */
  async checks(): Promise<readonly AgentCheck[]> {
    const known = await this.#known()
    const found = await checkAgents(known, await this.#machine())
    return found.filter(({ kind }) => kind !== demoManifest.kind)
  }

  /** The models that an agent says it has; none where it does not say. */
  async models(kind: string): Promise<OfferedModels> {
    const { agents } = await this.#known()
    const key: TurnContext['key'] = async (name) => (await this.#keychain?.get(name)) ?? null
    return (await agents.get(kind)?.models?.({ ...(await this.#machine()), key })) ?? noModels
  }

  /** All agents as the person's files are now. */
  async #known(): Promise<KnownAgents> {
    const { agents, quiet, broken } = await this.#files.find()
    return { agents: agentsByKind([...this.#fixed, ...agents]), quiet, broken }
  }

  /** Gives an agent a small task in a scratch repository; the next one waits until it is done. */
  tryOut(kind: string): Promise<AgentCheck> {
    const tried = this.#trying.then(() => this.#try(kind))
    this.#trying = tried
    return tried
  }

  async #try(kind: string): Promise<AgentCheck> {
    const { agents } = await this.#known()
    const manifest = agents.get(kind)
    if (!manifest)
      return { kind, label: kind, state: 'warning', canTry: false, note: `There is no agent “${kind}”.` }
    const { state, note } = await tryAgent(manifest, [...agents.values()], {
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

  async checked(
    choice: AgentChoice,
  ): Promise<Result<AgentChoice, Failure<'unknownAgent' | 'badAgentOption'>>> {
    const { agents } = await this.#known()
    const known = agents.get(choice.kind)
    if (known) return checkedChoice(known, choice)
    return err({
      kind: 'unknownAgent',
      message: `There is no agent "${choice.kind}" that runs tasks. Nothing was started. Choose one of: ${[...agents.keys()].join(', ')}.`,
    })
  }

  async inMode(
    choice: AgentChoice,
    mode: string,
  ): Promise<Result<null, Failure<'unknownAgent' | 'badAgentOption'>>> {
    const { agents } = await this.#known()
    const known = agents.get(choice.kind)
    return known ? inMode(known, mode) : err(goneAgent(choice.kind))
  }

  async takesAnswersLater(kind: string): Promise<boolean> {
    return (await this.#known()).agents.get(kind)?.takesAnswersLater === true
  }

  async start(request: TurnRequest): Promise<Result<RunningTurn, Failure<'unknownAgent' | 'stateFailed'>>> {
    const { agents } = await this.#known()
    const manifests = [...agents.values()]
    const manifest = agents.get(request.choice.kind)
    if (!manifest) return err(goneAgent(request.choice.kind))
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
    const pictures = request.prompt === null ? [] : await this.#pictures.named(request.prompt)
    const agent = chosenManifest(request.choice, manifests)
    const kept = await this.#sandboxes.open({ ...request, agent, containment, pictures })
    const { sandbox, hidden, notice } = kept
    const withheld = withheldSecrets(request.choice, this.#env, manifests)
    const socket = request.trusted ? null : await this.#reviewSocket(request.session)
    const adapter = await this.#adapter(manifest)
    const context: CompactionContext = {
      session: request.session,
      turn: request.turn,
      worktree: request.worktree,
      choice: request.choice,
      modeChosen: request.modeChosen,
      folder,
      env: this.#env,
      withheld,
      mark: { ...turnMark(this.#home, request.session, request.turn), ...socket?.env },
      containment,
      sandbox,
      hidden,
      asksFirst: kept.asksFirst ?? false,
      settings: turnSettings(settings),
      standing: () => this.#standing(request.session),
      propose: (args) => this.#propose(request.session, args),
      reviewServer: reviewServer(socket),
      servers: () => this.#servers(request.session),
      key: async (name) => (await this.#keychain?.get(name)) ?? null,
      report: request.report,
    }
    const turn =
      request.prompt === null
        ? startCompaction(adapter, context)
        : adapter.startTurn({
            ...context,
            prompt: await this.#prompt(request, manifest, request.prompt),
            leftAnswer: request.leftAnswer,
            pictures,
          })
    return ok({
      done: closedAfter(turn.done, sandbox, socket),
      interrupt: () => turn.interrupt(),
      steer: async (text) => (await turn.steer?.(text)) ?? false,
      notices: [
        {
          id: `processes-${containment.kind}${isReading(agent, request.choice) ? '-reading' : ''}`,
          text: `${notice} ${containment.notice}`,
        },
        ...secretsNotice(withheld),
      ],
    })
  }

  async conversation(kind: string): Promise<AgentConversation | null> {
    const manifest = (await this.#known()).agents.get(kind)
    if (manifest?.capabilities.includes('rollBack') !== true) return null
    return (await this.#adapter(manifest)).conversation ?? null
  }

  async compaction(kind: string): Promise<AgentCompaction | null> {
    const manifest = (await this.#known()).agents.get(kind)
    if (manifest?.capabilities.includes('compact') !== true) return null
    return (await this.#adapter(manifest)).compaction ?? null
  }

  /** The prompt as the agent gets it, after what it has to be told of a roll back, of a merge, or of calls that were cut off. */
  async #prompt(
    { session, told, broughtUpToDate, cutOff }: TurnRequest,
    { tellsCutOff }: AgentManifest,
    prompt: string,
  ): Promise<string> {
    const before = [
      ...(told === null ? [] : [rolledBackText(told, await this.#standing(session))]),
      ...(broughtUpToDate === null ? [] : [upToDateText(broughtUpToDate)]),
      ...(cutOff.length === 0 || tellsCutOff === true ? [] : [cutOffText(cutOff)]),
    ]
    return [...before, this.#pictures.placed(prompt)].join('\n\n')
  }

  /** The way to the session's review for what runs in a turn; none where there can be no such socket. */
  #reviewSocket(session: string): Promise<TurnSocket | null> {
    if (!hasTurnSocket) return Promise.resolve(null)
    return openTurnSocket(this.#reviewOf(session), this.#version, this.#home).catch(() => null)
  }

  left(session: string): Promise<readonly LeftProcess[]> {
    return markedProcesses(markOfSession(this.#home, session))
  }

  /** The machine went on after a sleep. */
  resumed(): void {
    for (const adapter of this.#adapters.values()) void adapter.then((made) => made.resumed?.())
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#adapters.values()].map(async (adapter) => (await adapter).dispose()))
  }

  #adapter(manifest: AgentManifest): Promise<AgentAdapter> {
    const made =
      this.#adapters.get(manifest) ??
      manifest.createAdapter(path.join(privateFolder(this.#home), 'agents', manifest.kind))
    this.#adapters.set(manifest, made)
    return made
  }
}

function goneAgent(kind: string): Failure<'unknownAgent'> {
  return {
    kind: 'unknownAgent',
    message: `There is no agent "${kind}" any more. Nothing ran. Start the task again with another agent.`,
  }
}

/** Has it shorten its conversation; only an agent that can is asked to. */
function startCompaction({ kind, compaction }: AgentAdapter, context: CompactionContext): AgentTurn {
  if (compaction === undefined) throw new Error(`the agent ${kind} does not shorten its conversation`)
  return compaction.start(context)
}

/** The same end, once what was opened for the turn is closed too. */
async function closedAfter<End>(
  done: Promise<End>,
  ...closed: readonly ({ close(): Promise<void> } | null)[]
): Promise<End> {
  try {
    return await done
  } finally {
    await Promise.all(closed.map(async (one) => one?.close()))
  }
}

/** How the clients of agents reach the session's review. */
function reviewServer(socket: TurnSocket | null): TurnContext['reviewServer'] {
  const command = socket === null ? null : pipeCommand()
  if (socket === null || command === null) return null
  // Electron's own program is a Node then.
  const env = { ...socket.env, ...(process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {}) }
  return { name: 'winnow', command: command.file, args: command.args, env }
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
