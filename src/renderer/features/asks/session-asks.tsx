import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { isTyping } from '#renderer/commands/listen.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useRepositories } from '#renderer/replicas/context.ts'
import { AskBar } from './ask-bar.tsx'
import { AskCard } from './ask-card.tsx'
import { useAsking } from './use-asking.ts'

/**
 * What a session asks, as it is shown above and below its review or timeline. A session that is opened while it asks has
 * the card above; one that asks while its review is read is told of below, so that no line moves, until the person goes
 * to it.
 */
export function useSessionAsks(
  session: SessionSummary,
  live: boolean,
): {
  readonly above: ReactNode
  readonly below: ReactNode
  /** The person is in the card. */
  readonly entered: boolean
} {
  const asking = useAsking(session.id)
  const name = useRepositories().find(({ id }) => id === session.repository)?.name ?? 'this repository'
  const [raised, setRaised] = useState(session.state === 'waiting')
  const wanted = useRef(false)
  const takeWish = useCallback((): boolean => {
    const was = wanted.current
    wanted.current = false
    return was && !isTyping(document.activeElement)
  }, [])
  const { ask, entered } = asking
  // What it asks is still on the way: a key that comes before it is there is not lost.
  useCommand(
    'session.enterAsk',
    () => {
      wanted.current = true
    },
    { enabled: ask === null && session.state === 'waiting' },
  )
  const isOver = session.state !== 'waiting' && !entered
  useEffect(() => {
    if (isOver) setRaised(false)
  }, [isOver])
  if (ask === null) return { above: null, below: null, entered }
  if (live || raised || entered)
    return {
      above: (
        <AskCard
          key={ask.id}
          session={session.id}
          repository={name}
          ask={ask}
          asking={asking}
          takeWish={takeWish}
        />
      ),
      below: null,
      entered,
    }
  const open = (): void => {
    wanted.current = true
    setRaised(true)
  }
  return { above: null, below: <AskBar ask={ask} onOpen={open} />, entered }
}
