/** A model that an agent says it has. */
export interface OfferedModel {
  readonly name: string
  /** How much it can be told to think, in the agent's order; empty where that is not known. */
  readonly efforts: readonly string[]
}

/** The models that an agent says it has, to choose from. */
export interface OfferedModels {
  readonly models: readonly OfferedModel[]
  /** A sentence where they can't be had, or may be others; null otherwise. */
  readonly note: string | null
}

/** What is known of the models of an agent that does not say. */
export const noModels: OfferedModels = { models: [], note: null }

/** How much a model can be told to think: of all that there are where it is not one of them, as the agent's default is not. */
export function effortsFor(models: readonly OfferedModel[], model: string): readonly string[] {
  const chosen = models.find(({ name }) => name === model)
  return [...new Set((chosen ? [chosen] : models).flatMap(({ efforts }) => efforts))]
}
