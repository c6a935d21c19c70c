import { err, ok, type Result } from '../../base/result.ts'

/** A server of the Model Context Protocol as a configuration names it. */
export interface McpSetup {
  readonly name: string
  /** Whose configuration names it. */
  readonly from: 'person' | 'repository'
  readonly start:
    | {
        readonly kind: 'program'
        readonly command: string
        readonly args: readonly string[]
        readonly env: Readonly<Record<string, string>>
      }
    | {
        readonly kind: 'http'
        readonly url: string
        readonly headers: Readonly<Record<string, string>>
      }
}

/** Servers of one configuration at most, and characters of its text. */
export const setupLimits = { servers: 20, text: 100_000 } as const

/** Reads `{"mcpServers": {…}}`, as other agents have it. The error says in one sentence why it can't be read. */
export function parseMcpSetups(text: string, from: McpSetup['from']): Result<readonly McpSetup[], string> {
  if (text.length > setupLimits.text) return err(`it has more than ${setupLimits.text} characters`)
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return err('it is no JSON')
  }
  const servers = (given as { readonly mcpServers?: unknown } | null)?.mcpServers
  if (typeof servers !== 'object' || servers === null || Array.isArray(servers))
    return err('it has no object “mcpServers”')
  const entries = Object.entries(servers)
  if (entries.length > setupLimits.servers) return err(`it names more than ${setupLimits.servers} servers`)
  const setups: McpSetup[] = []
  for (const [name, value] of entries) {
    const start = startOf(value)
    if (start === null) return err(`its server “${name}” has neither a command nor an http address`)
    if (!/^[\w-]{1,40}$/.test(name)) return err(`“${name}” is no name of a server: letters, digits, - and _`)
    setups.push({ name, from, start })
  }
  return ok(setups)
}

function startOf(value: unknown): McpSetup['start'] | null {
  if (typeof value !== 'object' || value === null) return null
  const { command, args = [], env = {}, url, headers = {} } = value as Record<string, unknown>
  if (typeof command === 'string' && command !== '')
    return isTexts(args) && isRecord(env) ? { kind: 'program', command, args, env } : null
  if (typeof url === 'string' && /^https?:\/\/./.test(url))
    return isRecord(headers) ? { kind: 'http', url, headers } : null
  return null
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string')
  )
}

/** All that a server's start is made of, as a person reads it before they trust it: whatever differs shows. */
export function setupText({ start }: McpSetup): string {
  if (start.kind === 'http')
    return [start.url, ...Object.entries(start.headers).map(([name, value]) => `${name}: ${value}`)].join(
      '\n',
    )
  const words = [start.command, ...start.args].map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word),
  )
  const env = Object.entries(start.env).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [words.join(' '), ...env].join('\n')
}
