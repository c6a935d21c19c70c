import type { Client, Tool, Transport } from '@modelcontextprotocol/client'
import { err, ok, type Result } from '#shared/base/result.ts'
import { setupText, type McpSetup } from '#shared/domain/agent/mcp-setup.ts'
import type { TurnReport, TurnServers } from '../../adapter.ts'
import { inputText } from '../../item-report.ts'
import { AllowedTools } from './allowed-tools.ts'
import { ProcessTransport, type ServerPlace } from './process-transport.ts'
import { resultText } from './results.ts'
import { offeredTools, toolLimits, type OfferedTool } from './tool-list.ts'

/** Milliseconds that a server gets to start, and a call to be answered. */
const patience = { start: 30_000, call: 300_000 } as const

export interface ServersOptions {
  readonly servers: TurnServers
  readonly place: ServerPlace
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly newId: () => string
  /** Whether only tools that say that they only read may be called now. */
  readonly onlyReads: () => boolean
}

interface Running {
  readonly setup: McpSetup
  readonly client: Client
  tools: readonly OfferedTool[]
}

/**
 * The servers of the Model Context Protocol of one turn. What goes wrong with one is told, and the turn goes on without it.
 * A repository's is started only once the person has trusted its exact text.
 */
export class McpServers {
  readonly #options: ServersOptions
  readonly #running: Running[] = []
  readonly #allowed: AllowedTools

  private constructor(options: ServersOptions) {
    this.#options = options
    this.#allowed = new AllowedTools(options.place.folder)
  }

  /** Starts them all; settles when each is there or was told to be not. */
  static async open(options: ServersOptions): Promise<McpServers> {
    const servers = new McpServers(options)
    for (const problem of options.servers.problems) servers.#tell(problem, 'failed')
    const trusted: McpSetup[] = []
    for (const setup of options.servers.setups) if (await servers.#isTrusted(setup)) trusted.push(setup)
    await Promise.all(trusted.map((setup) => servers.#start(setup)))
    return servers
  }

  /** What a request offers of them. */
  get definitions(): readonly Readonly<Record<string, unknown>>[] {
    const onlyReads = this.#options.onlyReads()
    return this.#running.flatMap(({ tools }) =>
      tools.filter(({ readOnly }) => readOnly || !onlyReads).map(({ definition }) => definition),
    )
  }

  /** Calls a tool by the name that the model has for it; the error says to the model what went wrong. */
  async call(
    called: string,
    args: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<Result<string, string>> {
    const server = this.#running.find(({ tools }) => tools.some((one) => one.called === called))
    const tool = server?.tools.find((one) => one.called === called)
    if (!server || !tool) return err(`there is no tool ${called} any more.`)
    const { report, newId, onlyReads } = this.#options
    if (onlyReads() && !tool.readOnly)
      return err(`this session only reads, and ${tool.server} does not say that ${tool.name} does.`)
    const id = newId()
    const item = {
      ...{ id, text: `${tool.name} of ${tool.server}`, tool: called, paths: [] },
      kind: 'toolCall',
      input: inputText(JSON.stringify(args)),
    } as const
    report.item({ ...item, state: 'running' })
    report.activity(`asking ${tool.server}`)
    const end = async (state: 'completed' | 'failed' | 'declined', text: string): Promise<void> => {
      await report.output(id, Buffer.from(`${text}\n`))
      report.item({ ...item, state })
    }
    const denied = await this.#permission(tool, args, id, signal)
    if (denied !== null) {
      await end('declined', denied)
      return err(denied)
    }
    try {
      const options = { signal, timeout: patience.call, maxTotalTimeout: patience.call }
      const result = await server.client.callTool({ name: tool.name, arguments: args }, options)
      const text = resultText(result.content, result.structuredContent)
      await end(result.isError === true ? 'failed' : 'completed', text)
      return result.isError === true ? err(text) : ok(text)
    } catch (error) {
      const text = `${tool.server} did not answer: ${said(error)}`
      await end('failed', text)
      return err(text)
    }
  }

  /** Lets go of all of them. */
  async close(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(({ client }) => client.close().catch(() => undefined)))
  }

  async #isTrusted(setup: McpSetup): Promise<boolean> {
    const { servers, report, signal, newId } = this.#options
    if (servers.isTrusted(setup)) return true
    const answer = await report.ask(
      {
        kind: 'approval',
        wants: null,
        id: newId(),
        parent: null,
        text: `Start the server “${setup.name}” that this repository names?\n${setupText(setup)}`,
        reason: 'It stands in .mcp.json of the base. It is asked again when anything of it changes.',
        folder: this.#options.place.worktree,
        touches: setup.start.kind === 'http' ? [new URL(setup.start.url).host] : [],
        diff: null,
        options: [
          { id: 'always', label: 'Trust this text', effect: 'allowAlways' },
          { id: 'once', label: 'Start it this time', effect: 'allowOnce' },
          { id: 'no', label: 'Go on without it', effect: 'declineOnce' },
        ],
      },
      signal,
    )
    if (answer?.option === 'always') servers.trust(setup)
    return answer?.option === 'always' || answer?.option === 'once'
  }

  async #start(setup: McpSetup): Promise<void> {
    const { signal } = this.#options
    let program: ProcessTransport | null = null
    try {
      const { Client } = await import('@modelcontextprotocol/client')
      const client = new Client({ name: 'winnow', title: 'Winnow', version: '0' }, { capabilities: {} })
      const { start } = setup
      let transport: Transport
      if (start.kind === 'http') transport = await httpTransport(start.url, start.headers)
      else transport = program = new ProcessTransport({ ...setup, start }, this.#options.place)
      await client.connect(transport, { signal, timeout: patience.start })
      const { tools } = await client.listTools(undefined, { signal, timeout: patience.start })
      const server: Running = { setup, client, tools: [] }
      this.#running.push(server)
      this.#offer(server, tools)
      client.setNotificationHandler('notifications/tools/list_changed', () => this.#listAgain(server))
      client.onclose = () => this.#gone(server)
    } catch (error) {
      await program?.close()
      if (signal.aborted) return
      const stderr = (await program?.said()) ?? ''
      const more = stderr === '' ? '' : ` It said: ${stderr}`
      this.#tell(
        `The server “${setup.name}” did not start: ${said(error)}.${more} The turn goes on without it.`,
        'failed',
      )
    }
  }

  #offer(server: Running, tools: readonly Tool[]): void {
    server.tools = []
    const room = toolLimits.tools - this.#running.reduce((sum, one) => sum + one.tools.length, 0)
    const { offered, left } = offeredTools(server.setup.name, tools, room)
    server.tools = offered
    if (left.length > 0)
      this.#tell(
        `The server “${server.setup.name}” has more or larger tools than are offered. Left out: ${left.slice(0, 10).join(', ')}${left.length > 10 ? ` and ${left.length - 10} more` : ''}.`,
        'completed',
      )
  }

  async #listAgain(server: Running): Promise<void> {
    try {
      const { tools } = await server.client.listTools(undefined, { timeout: patience.start })
      this.#offer(server, tools)
      this.#tell(
        `The server “${server.setup.name}” offers other tools now: ${server.tools.length}.`,
        'completed',
      )
    } catch {
      // It is gone, which is told by itself, or it keeps those it had.
    }
  }

  #gone(server: Running): void {
    const at = this.#running.indexOf(server)
    if (at === -1) return
    this.#running.splice(at, 1)
    if (!this.#options.signal.aborted)
      this.#tell(`The server “${server.setup.name}” ended. The turn goes on without it.`, 'failed')
  }

  /** Asks where a tool does not say that it only reads, once in a session where the person says so; null allows. */
  async #permission(
    tool: OfferedTool,
    args: Record<string, unknown>,
    parent: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (tool.readOnly || (await this.#allowed.has(tool.called))) return null
    const { report, newId } = this.#options
    report.activity('waiting for your permission')
    const answer = await report.ask(
      {
        kind: 'approval',
        wants: null,
        id: newId(),
        parent,
        text: `Call ${tool.name} of ${tool.server} with ${inputText(JSON.stringify(args))}`,
        reason: 'The server does not say that this only reads.',
        folder: null,
        touches: [],
        diff: null,
        options: [
          { id: 'once', label: 'Allow once', effect: 'allowOnce' },
          { id: 'session', label: 'Allow this tool in this session', effect: 'allowAlways' },
          { id: 'no', label: 'Decline', effect: 'declineOnce' },
        ],
      },
      signal,
    )
    if (answer?.option === 'session') await this.#allowed.add(tool.called)
    if (answer?.option === 'session' || answer?.option === 'once') return null
    const words = answer?.words.trim() ?? ''
    return `the person did not allow it${words === '' ? '.' : `: ${words}`}`
  }

  #tell(text: string, state: 'completed' | 'failed'): void {
    this.#options.report.item({ id: this.#options.newId(), kind: 'notice', state, text })
  }
}

/** A server that is reached by its own address and no other: what leads elsewhere is not followed. */
async function httpTransport(url: string, headers: Readonly<Record<string, string>>): Promise<Transport> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const own = new URL(url)
  return new StreamableHTTPClientTransport(own, {
    requestInit: { headers: { ...headers } },
    fetch(target, init) {
      if (new URL(String(target)).origin !== own.origin)
        return Promise.reject(new Error('it leads to another address, which is not followed'))
      return fetch(target, { ...init, redirect: 'error' })
    },
  })
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300)
}
