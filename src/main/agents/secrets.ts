import { assertNever } from '#shared/base/result.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Environment } from './adapter.ts'
import { isSecretName } from '../system/secret-name.ts'
import { agentPresets } from './presets.ts'

/**
 * The variables of the environment that an agent is not given, sorted: those whose names say that they are secrets, but
 * for the ones that it needs itself (`agentPresets`) or that its command line names.
 */
export function withheldSecrets(choice: AgentChoice, env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && isSecretName(name) && !isFor(choice, name))
    .sort()
}

function isFor(choice: AgentChoice, name: string): boolean {
  switch (choice.kind) {
    case 'command': {
      const lines = [choice.command ?? '', choice.followUpCommand ?? '']
      const program = lines[0]?.trim().split(/\s+/)[0]
      const named = new RegExp(`(^|[^A-Za-z0-9_])${name.replace(/[^A-Za-z0-9_]/g, '\\$&')}([^A-Za-z0-9_]|$)`)
      return (
        lines.some((line) => named.test(line)) ||
        agentPresets.some((preset) => preset.program === program && preset.secrets.includes(name))
      )
    }
    // The built-in agent has its key from the workbench; the commands that it runs need none.
    case 'openai':
    case 'demo':
    case 'existing':
      return false
    default:
      return assertNever(choice.kind)
  }
}
