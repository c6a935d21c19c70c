import type { AgentCheck } from '#shared/domain/agent/agent-check.ts'
import { discoverAgents } from '../agents/discover.ts'
import type { AgentManifest, FindContext } from '../agents/manifest.ts'
import { findProgram } from '../agents/program.ts'
import { probe } from './probe.ts'

/** Looks for agents on this machine and asks each program for its version. None of them has to be there. */
export async function checkAgents(
  agents: readonly AgentManifest[],
  options: FindContext,
): Promise<readonly AgentCheck[]> {
  const { env, platform } = options
  const offers = await discoverAgents(agents, options)
  return Promise.all(
    offers.map(async ({ label, available, note, choice }): Promise<AgentCheck> => {
      const program = agents.find(({ kind }) => kind === choice.kind)?.program ?? null
      // Without a command line of the person there is nothing to try.
      const said = { kind: choice.kind, label, canTry: available && choice.kind !== 'command' }
      const file = available && program !== null ? await findProgram(program, env, platform) : null
      if (file === null) return { ...said, state: available ? 'ok' : 'warning', note }
      const { exitCode, output } = await probe(file, ['--version'], env)
      const version = /\d+\.\d+[\w.-]*/.exec(output)?.[0]
      return exitCode === 0 && version !== undefined
        ? { ...said, state: 'ok', note: `Version ${version}. ${note}` }
        : { ...said, state: 'warning', note: `${note} It does not say its version: try it.` }
    }),
  )
}
