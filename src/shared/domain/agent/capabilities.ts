/**
 * What an agent can do besides a first turn; what it lacks is not offered.
 *
 * - `followUp`: a turn after the first knows what was said in it; `resume`: also after the workbench ended.
 * - `steer`: takes words in the middle of a turn; `queue`: keeps them itself for the next one.
 * - `approve`, `ask`: asks for permission, and questions; `plan`: plans before it edits when it is told to.
 * - `changeMode`: a turn can be in another mode than the one before.
 * - `fork`, `rollBack`: a second conversation from a turn, and back to one.
 * - `compact`: shortens its conversation when it is told to; `usage`: tells the tokens that it took.
 * - `images`: is shown the pictures of a prompt.
 */
export const agentCapabilities = [
  'followUp',
  'resume',
  'steer',
  'queue',
  'approve',
  'ask',
  'plan',
  'changeMode',
  'fork',
  'rollBack',
  'compact',
  'usage',
  'images',
] as const

export type AgentCapability = (typeof agentCapabilities)[number]
