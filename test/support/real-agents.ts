import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** The folder with the programs of the real agents, or null where they were not brought. */
export const agentPrograms: string | null =
  [path.join(root, 'test/agents/node_modules/.bin')].find(existsSync) ?? null

export interface CodexHome {
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

/**
 * A home of Codex's own, whose model is the server at `url`: it reaches nothing else. Codex makes no links for its sandbox
 * below the temporary folder, and its commands fail without them where bubblewrap is older than 0.9.
 */
export function codexHome(url: string, more = ''): CodexHome {
  const home = mkdtempSync('/var/tmp/winnow-codex-')
  writeFileSync(
    path.join(home, 'config.toml'),
    `model = "gpt-5.5"
model_provider = "fake"
check_for_update_on_startup = false
web_search = "disabled"
${more}
[model_providers.fake]
name = "Fake"
base_url = "${url}"
wire_api = "responses"
env_key = "CODEX_API_KEY"
request_max_retries = 1
stream_max_retries = 1
stream_idle_timeout_ms = 20000
[analytics]
enabled = false
[feedback]
enabled = false
[history]
persistence = "none"
[tools.update_plan]
enabled = true
[agents]
enabled = false
[features]
plugins = false
remote_plugin = false
apps = false
goals = false
skill_search = false
tool_suggest = false
`,
  )
  const programs = agentPrograms === null ? [] : [agentPrograms]
  return {
    env: {
      PATH: [...programs, process.env['PATH'] ?? ''].join(path.delimiter),
      CODEX_HOME: home,
      CODEX_API_KEY: 'sk-test',
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
