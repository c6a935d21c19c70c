import type { AgentChoice, AgentOptionName } from './agent-choice.ts'
import type { Settings } from '../settings/settings.ts'
import type { AgentCapability } from './capabilities.ts'

/** An agent that can be chosen, with one sentence on it. */
export interface AgentOffer {
  readonly choice: AgentChoice
  readonly label: string
  readonly icon: AgentIcon
  readonly available: boolean
  /** Where it was found, or what is missing and how to get it. */
  readonly note: string
  readonly capabilities: readonly AgentCapability[]
  readonly options: readonly AgentOption[]
  readonly keptBy: KeptBy
  /** Whether its network can be kept to what was allowed, where the sandbox of the workbench keeps it. */
  readonly networkKept: boolean
}

/** What can keep the commands of an agent from files here: its own sandbox, that of the workbench, an ask before each, or nothing. */
export type KeptBy = 'itself' | 'sandbox' | 'asking' | 'nothing'

/** What keeps an agent from files and hosts as the settings are, in a sentence to whoever is about to start it. */
export function keptWords(offer: AgentOffer, wanted: Pick<Settings, 'sandbox' | 'network'>): string {
  if (offer.choice.kind === 'command' && wanted.sandbox !== 'all')
    return 'A command of your own runs with your rights on this machine.'
  if (offer.keptBy === 'itself') return `${offer.label} keeps its commands in a sandbox of its own.`
  if (offer.keptBy === 'nothing' || wanted.sandbox === 'off')
    return 'It runs with your rights on this machine, in no sandbox.'
  if (offer.keptBy === 'asking')
    return 'There is no sandbox on this machine, so it asks before each command; your rules answer what they name.'
  const files = 'What it runs can write in its worktree, and nowhere else of yours'
  return offer.networkKept && wanted.network === 'asked'
    ? `${files}, and asks you for the network.`
    : `${files}. The network is open to it.`
}

/** How an agent is drawn: a model of the workbench's own harness, another program, a command line, a script. */
export type AgentIcon = 'model' | 'program' | 'terminal' | 'script'

/** Something to choose for an agent. */
export interface AgentOption {
  readonly name: AgentOptionName
  readonly label: string
  readonly description: string
  /** What it can be; empty where it is any text. */
  readonly values: readonly string[]
}
