import { Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useAgents } from '#renderer/replicas/context.ts'
import { CommandButton } from '#renderer/ui/button.tsx'

/** Gives a follow-up to an agent that works; there for those alone that can take one then. */
export function SteerButton({
  session,
  obstacle,
  onSteer,
}: {
  readonly session: SessionSummary
  /** Why it can't be sent, as a sentence. */
  readonly obstacle: string | null
  readonly onSteer: () => void
}): ReactNode {
  const offer = (useAgents() ?? []).find(({ choice }) => choice.kind === session.agent.kind)
  const canSteer = offer?.capabilities.includes('steer') === true
  useCommand('followUp.steer', onSteer, { disabledReason: obstacle, enabled: canSteer })
  if (!canSteer) return null
  return (
    <CommandButton command="followUp.steer" look="plain" icon={<Zap size={16} strokeWidth={1.5} />}>
      Give it now
    </CommandButton>
  )
}
