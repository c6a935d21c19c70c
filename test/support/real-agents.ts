import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** The folder with the programs of the real agents, or null where they were not brought. */
export const agentPrograms: string | null =
  [path.join(root, 'test/agents/node_modules/.bin')].find(existsSync) ?? null

/** Milliseconds that a test with a real agent may take: on a busy machine some take half a minute to start. */
export const patience = 180_000

/** What an agent finds of its own. */
export interface AgentHome {
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

/**
 * A home of Codex's own, whose model is the server at `url`: it reaches nothing else. Codex makes no links for its sandbox
 * below the temporary folder, and its commands fail without them where bubblewrap is older than 0.9.
 */
export function codexHome(url: string, more = ''): AgentHome {
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

/** A home of opencode's own, whose model is the server at `url`: it reaches nothing else. */
export function opencodeHome(url: string): AgentHome {
  const home = mkdtempSync(path.join(tmpdir(), 'winnow-opencode-'))
  const config = {
    model: 'fake/fake-model',
    small_model: 'fake/fake-model',
    share: 'disabled',
    autoupdate: false,
    provider: {
      fake: {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: url, apiKey: 'sk-test' },
        models: { 'fake-model': { tool_call: true, limit: { context: 128_000, output: 8192 } } },
      },
    },
  }
  const file = path.join(home, 'config', 'opencode', 'opencode.json')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(config))
  // It installs a package of its own at its start, and goes on where it can't.
  writeFileSync(path.join(home, '.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\n')
  const programs = agentPrograms === null ? [] : [agentPrograms]
  const disabled = ['MODELS_FETCH', 'LSP_DOWNLOAD', 'DEFAULT_PLUGINS', 'TERMINAL_TITLE']
  return {
    env: {
      PATH: [...programs, process.env['PATH'] ?? ''].join(path.delimiter),
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, 'config'),
      XDG_DATA_HOME: path.join(home, 'data'),
      XDG_CACHE_HOME: path.join(home, 'cache'),
      XDG_STATE_HOME: path.join(home, 'state'),
      ...Object.fromEntries(disabled.map((name) => [`OPENCODE_DISABLE_${name}`, '1'])),
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** A home of Gemini CLI's own, whose model is the server at `url`. */
export function geminiHome(url: string): AgentHome {
  const home = mkdtempSync(path.join(tmpdir(), 'winnow-gemini-'))
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    ide: { enabled: false },
    general: { disableAutoUpdate: true, disableUpdateNag: true },
  }
  mkdirSync(path.join(home, '.gemini'))
  writeFileSync(path.join(home, '.gemini', 'settings.json'), JSON.stringify(settings))
  const programs = agentPrograms === null ? [] : [agentPrograms]
  return {
    env: {
      PATH: [...programs, process.env['PATH'] ?? ''].join(path.delimiter),
      HOME: home,
      GEMINI_API_KEY: 'sk-test',
      GOOGLE_GEMINI_BASE_URL: url,
      NO_BROWSER: 'true',
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** A home of Claude Code's own, whose model is the server at `url`. */
export function claudeHome(url: string): AgentHome {
  const home = mkdtempSync(path.join(tmpdir(), 'winnow-claude-'))
  const programs = agentPrograms === null ? [] : [agentPrograms]
  return {
    env: {
      PATH: [...programs, process.env['PATH'] ?? ''].join(path.delimiter),
      HOME: home,
      ANTHROPIC_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: url,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_ERROR_REPORTING: '1',
      // It refuses to run as root without it.
      IS_SANDBOX: '1',
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  }
}
