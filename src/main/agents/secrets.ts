import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Environment } from './adapter.ts'
import { isSecretName } from '../system/secret-name.ts'
import { chosenManifest } from './chosen-manifest.ts'
import type { AgentManifest } from './manifest.ts'

/**
 * The variables of the environment that an agent is not given, sorted: those whose names say that they are secrets, but
 * for the ones that its manifest names. A command line gets those that it names, and those of the known agent that it
 * begins with.
 */
export function withheldSecrets(
  choice: AgentChoice,
  env: Environment,
  manifests: readonly Pick<AgentManifest, 'kind' | 'program' | 'secrets'>[],
): readonly string[] {
  const lines = choice.kind === 'command' ? [choice.command ?? '', choice.followUpCommand ?? ''] : []
  const manifest = chosenManifest(choice, manifests)
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && isSecretName(name))
    .filter((name) => !manifest?.secrets.includes(name) && !lines.some((line) => isNamedIn(line, name)))
    .sort()
}

function isNamedIn(line: string, name: string): boolean {
  const escaped = name.replace(/[^A-Za-z0-9_]/g, '\\$&')
  return new RegExp(`(^|[^A-Za-z0-9_])${escaped}([^A-Za-z0-9_]|$)`).test(line)
}
