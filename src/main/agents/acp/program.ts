import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Result } from '#shared/base/result.ts'
import type { OfferedModes } from './session-modes.ts'
import type { SteersBy } from './steering.ts'

/** How an agent that speaks ACP is started and set up. */
export interface AcpProgram {
  readonly name: string
  readonly program: string
  /** Its arguments for what was chosen, and for the pictures that the prompt names. */
  args(choice: AgentChoice, pictures: readonly string[]): readonly string[]
  /** How to get it and sign in, in one sentence. */
  readonly install: string
  /** What its environment has besides, for what was chosen. */
  env(choice: AgentChoice): Readonly<Record<string, string>>
  /** The session mode for what was chosen, as the agent calls it; null leaves it as it is. The error is a sentence. */
  mode(choice: AgentChoice, offered: OfferedModes): Result<string | null, string>
  /** Gets the models that a session offers. Set where the model is chosen in the session, and not at its start. */
  toldModels?(models: readonly string[]): void
  /** How it can be steered, where it does not say so itself. */
  readonly steersBy?: SteersBy
}
