import path from 'node:path'
import type { KeptBy } from '#shared/domain/agent/agent-offer.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Environment, TurnReport } from '../agents/adapter.ts'
import type { Containment } from '../agents/containment.ts'
import type { AgentManifest } from '../agents/manifest.ts'
import { NetworkAsks } from '../agents/network-asks.ts'
import { Networks, type Network } from '../agents/network/networks.ts'
import { machineOutside, type Outside } from '../agents/network/outside.ts'
import { reachOf } from '../agents/network/reach.ts'
import { openTurnNetwork } from '../agents/network/turn-network.ts'
import { Sandboxes, type Sandbox } from '../agents/sandbox.ts'
import { openTurnSandbox, type GitFolders } from '../agents/turn-sandbox.ts'
import type { SettingsService } from '../settings/settings.ts'
import { privateFolder } from '../store/data-folder.ts'

/** What keeps a turn, and what the person is told of it. */
export interface TurnKept {
  readonly sandbox: Awaited<ReturnType<typeof openTurnSandbox>> | null
  /** Folders that an agent with a sandbox of its own is to hide. */
  readonly hidden: readonly string[]
  /** Set where it asks before each command, since nothing could keep it. */
  readonly asksFirst?: boolean
  readonly notice: string
}

/** A turn that is to be kept. */
interface KeptTurn {
  readonly session: string
  readonly worktree: string
  readonly choice: AgentChoice
  /** Set for what the person trusted word for word. */
  readonly trusted: boolean
  readonly report: Pick<TurnReport, 'ask'>
  /** The agent, or the known one that a command line begins with. */
  readonly agent: AgentManifest | null
  readonly pictures: readonly string[]
  readonly containment: Containment
}

interface TurnSandboxesOptions {
  readonly home: string
  readonly env: Environment
  readonly settings: SettingsService
  readonly gitFolders: (session: string) => Promise<GitFolders | null>
  /** The network of this machine, as turns are let to it. */
  readonly outside?: Outside
  /** The port of the host's own pages, which no agent is led to. */
  readonly ownPort?: () => number | null
}

/** What keeps turns from files and from the network, as the settings are. */
export class TurnSandboxes {
  readonly #sandboxes: Sandboxes
  readonly #networks = new Networks()
  readonly #options: TurnSandboxesOptions

  constructor(options: TurnSandboxesOptions) {
    this.#options = options
    this.#sandboxes = new Sandboxes(options.env, options.home)
  }

  /** What could keep an agent here, whatever the settings say. */
  async offer(
    agent: AgentManifest | undefined,
    containment: Containment,
  ): Promise<{ readonly keptBy: KeptBy; readonly networkKept: boolean }> {
    if (agent?.ownSandbox === true) return { keptBy: 'itself', networkKept: false }
    const sandbox = await this.#sandboxes.get('all', false, containment)
    const network = await this.#networks.get('asked', sandbox, containment)
    return {
      keptBy: sandbox.kind !== 'none' ? 'sandbox' : asksFirst(agent, sandbox) ? 'asking' : 'nothing',
      networkKept: network.kind === 'asked',
    }
  }

  /** Opens what keeps a turn. */
  async open(turn: KeptTurn): Promise<TurnKept> {
    const { choice, agent, containment } = turn
    const { home, env, settings, gitFolders } = this.#options
    const none = { sandbox: null, hidden: [] }
    if (turn.trusted) return { ...none, notice: 'What you trusted runs with your own rights.' }
    const wanted = settings.get()
    if (agent?.ownSandbox === true && choice.kind !== 'command')
      return {
        ...none,
        hidden: wanted.sandbox !== 'off' ? [privateFolder(home)] : [],
        notice: `${agent.name} keeps its commands in a sandbox of its own.`,
      }
    const found = await this.#sandboxes.get(wanted.sandbox, choice.kind === 'command', containment)
    if (found.kind === 'none')
      return {
        ...none,
        asksFirst: asksFirst(agent, found),
        notice: `${found.why} What an agent runs here can write wherever you can.${asksFirst(agent, found) ? ' So it asks before each command.' : ''}`,
      }
    const network = await this.#networks.get(wanted.network, found, containment)
    const sandbox = await openTurnSandbox(found, {
      home,
      worktree: turn.worktree,
      git: await gitFolders(turn.session),
      env,
      readable: turn.pictures.map((file) => path.dirname(file)),
      agent,
      network: network.kind === 'open' ? null : await this.#network(found.program, turn),
    })
    return {
      ...none,
      sandbox,
      notice: `${filesWords(turn)} It can read the rest of the disk, but not Winnow’s data folder. ${networkWords(network)}`,
    }
  }

  async #network(program: string, { agent, report }: KeptTurn): Promise<ReturnType<typeof openTurnNetwork>> {
    const { env, settings, outside, ownPort } = this.#options
    const closed = ownPort?.() ?? null
    const reach = await reachOf(agent, {
      env,
      registries: settings.get().packageRegistries,
      closedPorts: closed === null ? [] : [closed],
    })
    const asks = new NetworkAsks(report)
    return openTurnNetwork({ program, reach, asks, outside: outside ?? machineOutside, env })
  }
}

/** Whether an agent asks before each command, since there is no sandbox to be had. */
function asksFirst(agent: AgentManifest | null | undefined, sandbox: Sandbox): boolean {
  return agent?.asksFirst === true && sandbox.kind === 'none' && sandbox.by === 'machine'
}

/** Whether a turn begins in a mode in which it only reads its worktree. */
export function isReading(agent: AgentManifest | null, { mode }: AgentChoice): boolean {
  return agent?.readingModes?.includes(mode ?? '') === true
}

/** What the person is told of the files that a turn can write. */
function filesWords({ agent, choice }: Pick<KeptTurn, 'agent' | 'choice'>): string {
  return isReading(agent, choice)
    ? 'In this mode what an agent runs can only read its worktree, until you approve its plan if it has one to hand over; it can write in a temporary folder, and nowhere else.'
    : 'What an agent runs here can write in its worktree, a temporary folder, and the folders of its own state, and nowhere else.'
}

/** What the person is told of a turn's network. */
function networkWords(network: Network): string {
  if (network.kind === 'open') return network.why
  return 'Of the network it reaches what its own model needs, and you are asked about every other host; nothing of this machine but that answers it.'
}
