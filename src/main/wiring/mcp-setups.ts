import { createHash } from 'node:crypto'
import path from 'node:path'
import { parseMcpSetups, setupText, type McpSetup } from '#shared/domain/agent/mcp-setup.ts'
import type { TurnServers } from '../agents/adapter.ts'
import { blobInTree } from '../git/tree-entry.ts'
import { readPlainFile } from '../git/plain-file.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Store } from '../store/store.ts'

/** The person's own configuration, in the data folder. */
export const personFile = 'mcp.json'
/** The repository's, at its root. */
const repositoryFile = '.mcp.json'

/** The servers of the Model Context Protocol that there are for a session's built-in agent. */
export function serversOfSessions(tools: {
  readonly home: string
  readonly store: Pick<Store, 'document' | 'putDocument'>
  readonly registry: SessionRegistry
  readonly repositories: Pick<Repositories, 'objects'>
}): (session: string) => Promise<TurnServers> {
  const { home, store, registry, repositories } = tools
  return async (session) => {
    const problems: string[] = []
    const read = (text: string | null, file: string, from: McpSetup['from']): readonly McpSetup[] => {
      if (text === null) return []
      const setups = parseMcpSetups(text, from)
      if (setups.ok) return setups.value
      problems.push(`The servers of ${file} are not used: ${setups.error}.`)
      return []
    }
    const record = registry.find(session)
    const own = read(await readPlainFile(path.join(home, personFile)), personFile, 'person')
    const theirs = read(await ofRepository(), `the repository’s ${repositoryFile}`, 'repository')
    const trusted = `trusted-servers/${record?.repository ?? ''}`
    const known = (): readonly string[] => {
      const kept = store.document(trusted)
      return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
    }
    return {
      // The person's come first: a repository can't take the place of one.
      setups: [...own, ...theirs.filter(({ name }) => !own.some((one) => one.name === name))],
      problems,
      isTrusted: (setup) => setup.from === 'person' || known().includes(printOf(setup)),
      trust: (setup) => store.putDocument(trusted, [...new Set([...known(), printOf(setup)])].slice(-200)),
    }

    /** As the base has it, whatever the agent writes into its worktree. */
    async function ofRepository(): Promise<string | null> {
      if (!record) return null
      const objects = await repositories.objects(record.repository)
      if (!objects.ok) return null
      const blob = await blobInTree(objects.value, record.baseTree, repositoryFile)
      return blob === null ? null : blob.toString('utf8')
    }
  }
}

/** Another one for each byte that differs. */
function printOf(setup: McpSetup): string {
  return createHash('sha256')
    .update(JSON.stringify([setup.name, setupText(setup), setup.start]))
    .digest('hex')
}
