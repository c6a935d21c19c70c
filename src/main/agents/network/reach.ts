import type { Environment } from '../adapter.ts'
import type { AgentManifest } from '../manifest.ts'
import { statePath } from '../state-path.ts'
import { configuredServers } from './configured.ts'
import { packageRegistries } from './registries.ts'
import type { TurnReach } from './turn-network.ts'

/** What a turn of an agent may reach unasked; null for a command line of no agent that is known. */
export async function reachOf(
  agent: AgentManifest | null,
  options: {
    readonly env: Environment
    /** Whether the person allows package registries. */
    readonly registries: boolean
    /** Ports of this machine that no agent is led to. */
    readonly closedPorts: readonly number[]
  },
): Promise<TurnReach> {
  const registries = options.registries ? packageRegistries : []
  // What is part of the workbench asks its model from outside: its commands need none.
  const program = agent?.program == null ? null : agent
  const { local, remote } = await configuredServers(
    options.env,
    program?.serverVariables ?? [],
    (program?.stateSettings ?? []).map((name) => statePath(name, options.env)),
    options.closedPorts,
  )
  return {
    allowed: [...(program?.domains ?? []), ...registries],
    needless: program?.needless ?? [],
    configured: [...local, ...remote],
    forwarded: local,
  }
}
