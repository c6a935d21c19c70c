import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { describeAgent, readAgentFile, type DescribedAgent } from './acp/agent-file.ts'
import { describedManifest } from './acp/described-manifest.ts'
import { shippedAgents } from './acp/shipped-agents.ts'
import type { AgentManifest } from './manifest.ts'
import { ToldModels } from './told-models.ts'
import { privateFolder } from '../store/data-folder.ts'
import { readSmallFile } from '../system/small-file.ts'

/** Bytes of one file at most. */
const largest = 65_536

/** A file that can't be used. `why` is sentences: what is wrong, and what to do. */
export interface BrokenAgentFile {
  readonly name: string
  readonly why: string
}

export interface FoundAgents {
  /** Those of the files, then those that Winnow ships. */
  readonly agents: readonly AgentManifest[]
  /** The kinds of these that are not worth a word where their program is not there. */
  readonly quiet: ReadonlySet<AgentKind>
  readonly broken: readonly BrokenAgentFile[]
}

/** Where the person adds agents, one file each. */
export function agentsFolder(home: string): string {
  return path.join(home, 'agents')
}

/** Agents that speak ACP and are added by a file each; what Winnow ships is described in the same way. */
export class AgentFiles {
  readonly #folder: string
  readonly #taken: ReadonlySet<AgentKind>
  readonly #told: ToldModels
  readonly #machine = { platform: process.platform, arch: process.arch }
  /** By a file's text, so that an agent is the same one for as long as its file is. */
  #read = new Map<string, Result<AgentManifest, string>>()
  #shipped: readonly AgentManifest[] | null = null

  /** `taken`: the kinds of agents that no file can stand in the place of. */
  constructor(home: string, taken: Iterable<AgentKind>) {
    this.#folder = agentsFolder(home)
    this.#taken = new Set(taken)
    this.#told = new ToldModels(privateFolder(home))
  }

  /** What there is, looked for anew. A file that can't be used does not keep the others from it. */
  async find(): Promise<FoundAgents> {
    const byKind = new Map<AgentKind, { readonly name: string; readonly agent: AgentManifest }>()
    const broken: BrokenAgentFile[] = []
    const read = new Map<string, Result<AgentManifest, string>>()
    for (const name of await this.#names()) {
      const text = await readSmallFile(path.join(this.#folder, name), largest)
      if (text.ok && text.value === null) continue
      const known = text.ok && text.value !== null ? this.#agent(text.value) : null
      if (known !== null && text.ok && text.value !== null) read.set(text.value, known)
      const why = !text.ok ? text.error : known === null || known.ok ? null : known.error
      const agent = known?.ok === true ? known.value : null
      const other = agent === null ? undefined : byKind.get(agent.kind)
      if (agent === null) broken.push({ name, why: mend(why ?? '') })
      else if (this.#taken.has(agent.kind))
        broken.push({
          name,
          why: mend(`Its id “${agent.kind}” is that of an agent that Winnow brings itself.`),
        })
      else if (other !== undefined)
        broken.push({ name, why: mend(`Its id “${agent.kind}” is that of ${other.name}, too.`) })
      else byKind.set(agent.kind, { name, agent })
    }
    this.#read = read
    const shipped = this.#ship().filter(({ kind }) => !byKind.has(kind) && !this.#taken.has(kind))
    return {
      agents: [...[...byKind.values()].map(({ agent }) => agent), ...shipped],
      quiet: new Set(shipped.map(({ kind }) => kind)),
      broken,
    }
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => [])
    return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort()
  }

  #agent(text: string): Result<AgentManifest, string> {
    const known = this.#read.get(text)
    return known ?? this.#manifest(readAgentFile(text, this.#machine))
  }

  #ship(): readonly AgentManifest[] {
    return (this.#shipped ??= shippedAgents.flatMap((said) => {
      const read = this.#manifest(describeAgent(said, this.#machine))
      return read.ok ? [read.value] : []
    }))
  }

  #manifest(read: Result<DescribedAgent, string>): Result<AgentManifest, string> {
    return read.ok ? ok(describedManifest(read.value, this.#told)) : read
  }
}

function mend(why: string): string {
  return `${why} So it adds no agent; the others are there. Mend the file, or remove it.`
}
