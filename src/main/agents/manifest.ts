import { z } from 'zod'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import { agentOptionNames, type AgentChoice, type AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { OfferedModels } from '#shared/domain/agent/offered-models.ts'
import type { AgentIcon, AgentOption } from '#shared/domain/agent/agent-offer.ts'
import type { AgentCapability } from '#shared/domain/agent/capabilities.ts'
import type { AgentAdapter, Environment, TurnContext } from './adapter.ts'

/**
 * All that is known of an agent before it runs. Discovery, composer, command line, settings, secrets and labels are
 * derived from it, so that another agent is a folder of its own and a line in the registry.
 */
export interface AgentManifest {
  readonly kind: AgentKind
  readonly name: string
  readonly icon: AgentIcon
  /** The program that it is; null where it is part of the workbench. */
  readonly program: string | null
  /** Looks for it on this machine. */
  find(context: FindContext): Promise<FoundAgent>
  /** What it takes besides a task; a field's `title` and `description` are what people read. */
  readonly options: OptionsSchema
  readonly capabilities: readonly AgentCapability[]
  /** Names of the variables with secrets that it is given; it gets no others. */
  readonly secrets: readonly string[]
  /** Files and folders of its own state, from the person's home folder. */
  readonly stateFolders: readonly string[]
  /** What of these it may only read in a session: settings, hooks, and whatever else the agent runs by itself. */
  readonly stateSettings: readonly string[]
  /** Set where the agent keeps its commands from files itself, in a sandbox that does not work inside ours. */
  readonly ownSandbox?: boolean
  /** Modes in which what it runs can only read its worktree, as far as a sandbox keeps it. */
  readonly readingModes?: readonly string[]
  /** Set where a call that a kill cut off is answered as that in its own conversation. */
  readonly tellsCutOff?: boolean
  /** Set where it takes the answer to a plan in a later turn than the one that handed it over. */
  readonly takesAnswersLater?: boolean
  /** Set where it asks before each command that no sandbox could keep. */
  readonly asksFirst?: boolean
  /** The hosts of its model, as far as they are known beforehand. */
  readonly domains: readonly string[]
  /** Hosts that it does without, as what tells its maker how it is used: they are refused without a question. */
  readonly needless?: readonly string[]
  /** Variables by which the person gives it another server for its model. */
  readonly serverVariables?: readonly string[]
  /** The models that it or its server says it has, for a field that takes any; never fails. */
  models?(context: FindContext & Pick<TurnContext, 'key'>): Promise<OfferedModels>
  /** What runs it, loaded when it is wanted. `folder`: where it may keep what outlives the workbench; made when it is used. */
  createAdapter(folder?: string): Promise<AgentAdapter>
}

export interface FoundAgent {
  readonly available: boolean
  /** One or more sentences: where it is, or how to get it. */
  readonly note: string
  /** What it can't do as it was found. */
  readonly lacks?: readonly AgentCapability[]
  /** The models that it is known to offer here; absent or empty where they are not known. */
  readonly models?: readonly string[]
}

export interface FindContext {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly openai: { readonly hasKey: boolean; readonly baseUrl: string; readonly model: string }
}

/** A strict object of optional texts, named as the options of `AgentChoice`. */
export type OptionsSchema = z.ZodObject<
  Readonly<Record<string, z.ZodOptional<z.ZodType<string>>>>,
  z.core.$strict
>

/** What there is to choose for an agent. */
export function optionsOf({ options }: Pick<AgentManifest, 'options'>): readonly AgentOption[] {
  return agentOptionNames.flatMap((name) => {
    const field = options.shape[name]
    if (field === undefined) return []
    const { title, description } = field.meta() ?? {}
    const inner: z.ZodType = field.unwrap()
    const values = inner instanceof z.ZodEnum ? inner.options.map(String) : []
    return [{ name, label: title ?? name, description: description ?? '', values }]
  })
}

/** The choice as the agent takes it, with its label; the failure says what it does not take. */
export function checkedChoice(
  manifest: AgentManifest,
  choice: AgentChoice,
): Result<AgentChoice, Failure<'badAgentOption'>> {
  const chosen = Object.fromEntries(
    agentOptionNames.flatMap((name) => {
      const value = choice[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
  const read = manifest.options.safeParse(chosen)
  if (read.success)
    return ok({ ...read.data, kind: manifest.kind, label: choice.label || labelOf(manifest, choice) })
  const options = optionsOf(manifest)
  const taken = options.map(({ name, values }) =>
    values.length === 0 ? name : `${name} (${values.join(', ')})`,
  )
  const wrong = agentOptionNames.filter(
    (name) => name in chosen && !manifest.options.shape[name]?.safeParse(chosen[name]).success,
  )
  return err({
    kind: 'badAgentOption',
    message: `${manifest.name} does not take ${wrong.map((name) => `the ${name} “${chosen[name] ?? ''}”`).join(' and ')}. Nothing was started. ${taken.length === 0 ? 'It takes no options' : `What it takes: ${taken.join('; ')}`}.`,
  })
}

/** Whether an agent that runs can go on in another mode; the failure says why not. */
export function inMode(manifest: AgentManifest, mode: string): Result<null, Failure<'badAgentOption'>> {
  if (!manifest.capabilities.includes('changeMode'))
    return err({
      kind: 'badAgentOption',
      message: `${manifest.name} keeps the mode that a task began in. Nothing was sent. Send the follow-up without a mode, or start a new task in the one that you want.`,
    })
  if (manifest.options.shape.mode?.safeParse(mode).success === true) return ok(null)
  const modes = optionsOf(manifest).find(({ name }) => name === 'mode')?.values ?? []
  return err({
    kind: 'badAgentOption',
    message: `${manifest.name} has no mode “${mode}”. Nothing was sent. Choose one of: ${modes.join(', ')}.`,
  })
}

function labelOf({ name }: AgentManifest, { model }: AgentChoice): string {
  return model ? `${name} ${model}` : name
}
