import type { AgentAdapter } from '../adapter.ts'
import type { ToldModels } from '../told-models.ts'
import { createAcpAgent } from './acp-agent.ts'
import type { DescribedAgent } from './agent-file.ts'
import { chooseMode, wantedModes } from './session-modes.ts'

/** An agent that a file describes, through ACP. `told` gets the models that it offers. */
export function createDescribedAgent(agent: DescribedAgent, told?: ToldModels): AgentAdapter {
  const { id, name, program, args, env, install, winnow } = agent
  return createAcpAgent(id, {
    name,
    program,
    install,
    toldModels: (models) => told?.tell(id, models),
    args: () => args,
    env: () => env,
    mode({ mode }, offered) {
      const wanted = wantedModes.find((one) => one === mode) ?? 'ask'
      return chooseMode(wanted, offered, winnow.modes[wanted])
    },
  })
}
