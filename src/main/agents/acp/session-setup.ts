import type { SessionConfigOption } from '@agentclientprotocol/sdk'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AcpConnection } from './connection.ts'
import type { AcpProgram } from './program.ts'
import type { OfferedModes } from './session-modes.ts'

/** What an agent offers with a session that it made or loaded. */
export interface SessionOffer {
  readonly modes?: {
    readonly currentModeId: string
    readonly availableModes: readonly { readonly id: string; readonly name: string }[]
  } | null
  readonly configOptions?: readonly SessionConfigOption[] | null
}

/** Models as agents offer them that do not have them among their options. */
const olderModels = z.object({
  models: z.object({ availableModels: z.array(z.object({ modelId: z.string() })) }),
})

/** Sets a session up as it was chosen. The error is a sentence on what of that can't be; what fails otherwise rejects. */
export async function setUpSession(
  { agent }: Pick<AcpConnection, 'agent'>,
  program: Pick<AcpProgram, 'mode' | 'toldModels'>,
  choice: AgentChoice,
  sessionId: string,
  offer: SessionOffer,
): Promise<Result<null, string>> {
  const options = selects(offer.configOptions ?? [])
  const ofMode = options.find(({ category }) => category === 'mode')
  const ofModel = options.find(({ category }) => category === 'model')
  const older = olderModels.safeParse(offer)
  const models = ofModel
    ? valuesOf(ofModel).map(({ id }) => id)
    : older.success
      ? older.data.models.availableModels.map(({ modelId }) => modelId)
      : null
  if (program.toldModels !== undefined) {
    if (models !== null) program.toldModels(models)
    const { model } = choice
    if (model) {
      if (models === null)
        return err('It does not offer a choice of models: leave the model to the agent, and set it there.')
      if (!models.includes(model))
        return err(`It offers no model “${model}”. It offers ${models.slice(0, 30).join(', ')}.`)
      if (ofModel)
        await agent.request('session/set_config_option', { sessionId, configId: ofModel.id, value: model })
      else await agent.request('session/set_model', { sessionId, modelId: model })
    }
  }
  const mode = program.mode(choice, modesOf(offer, ofMode))
  if (!mode.ok) return mode
  if (mode.value === null) return ok(null)
  // Modes that are an option besides are set by both; the older way is known to more agents.
  if (offer.modes || ofMode === undefined)
    await agent.request('session/set_mode', { sessionId, modeId: mode.value })
  else await agent.request('session/set_config_option', { sessionId, configId: ofMode.id, value: mode.value })
  return ok(null)
}

type Select = Extract<SessionConfigOption, { readonly type: 'select' }>

function selects(options: readonly SessionConfigOption[]): readonly Select[] {
  return options.flatMap((option) => (option.type === 'select' ? [option] : []))
}

function valuesOf({ options }: Select): readonly { readonly id: string; readonly name: string }[] {
  const values = options.flatMap((one) => ('options' in one ? one.options : [one]))
  return values.map(({ value, name }) => ({ id: value, name }))
}

function modesOf({ modes }: SessionOffer, option: Select | undefined): OfferedModes {
  if (modes) return { current: modes.currentModeId, modes: modes.availableModes }
  return option === undefined ? null : { current: option.currentValue, modes: valuesOf(option) }
}
