import type { AgentCheck } from '#shared/domain/agent/agent-check.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { BrokenAgentFile } from '../agents/agent-files.ts'
import { discoverAgents } from '../agents/discover.ts'
import type { AgentManifest, FindContext } from '../agents/manifest.ts'
import { findProgram } from '../agents/program.ts'
import { probe } from './probe.ts'

/** The agents that there are, and the files that were to add one. */
export interface KnownAgents {
  readonly agents: ReadonlyMap<AgentKind, AgentManifest>
  /** The kinds of which nothing is said where their program is not there. */
  readonly quiet: ReadonlySet<AgentKind>
  readonly broken: readonly BrokenAgentFile[]
}

/** Looks for agents on this machine and asks each program for its version. None of them has to be there. */
export async function checkAgents(
  { agents, quiet, broken }: KnownAgents,
  options: FindContext,
): Promise<readonly AgentCheck[]> {
  const { env, platform } = options
  const offers = await discoverAgents([...agents.values()], options)
  const found = await Promise.all(
    offers.map(async ({ label, available, note, choice }): Promise<AgentCheck | null> => {
      if (!available && quiet.has(choice.kind)) return null
      const program = agents.get(choice.kind)?.program ?? null
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
  return [
    ...found.filter((check) => check !== null),
    ...broken.map(({ name, why }): AgentCheck => ({
      kind: `agents/${name}`,
      label: name,
      state: 'warning',
      note: `The file agents/${name} of the data folder can’t be used. ${why}`,
      canTry: false,
    })),
  ]
}
