import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AgentManifest } from './manifest.ts'

/** The manifest of what was chosen: of a command line, that of the known agent that it begins with. */
export function chosenManifest<Manifest extends Pick<AgentManifest, 'kind' | 'program'>>(
  choice: AgentChoice,
  manifests: readonly Manifest[],
): Manifest | null {
  if (choice.kind !== 'command') return manifests.find(({ kind }) => kind === choice.kind) ?? null
  const name = choice.command?.trim().split(/\s+/)[0]
  return manifests.find(({ program }) => program !== null && program === name) ?? null
}
