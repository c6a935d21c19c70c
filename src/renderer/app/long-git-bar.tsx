import { Hourglass } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { countOf } from '#shared/base/quantity-text.ts'
import { longGitText } from '#shared/domain/repository/long-git-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import type { ShownGit } from '#renderer/replicas/long-gits.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { CommandButton } from '#renderer/ui/button.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import styles from './long-git-bar.module.css'

/** Milliseconds for which the git has worked, told anew each second. */
function useElapsed(began: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, now - began)
}

/**
 * Asks about a git that has worked for long: it may hang or only be slow, and nobody but the person can tell. The line lies
 * over dialogs, since what waits for git may be one.
 */
export function LongGitBar(): ReactNode {
  const { longGits } = useReplicas()
  const { gits, more } = useStore(longGits.store)
  const [git] = gits
  if (git === undefined) return null
  return <Question key={git.id} git={git} others={gits.length - 1 + more} />
}

function Question({ git, others }: { readonly git: ShownGit; readonly others: number }): ReactNode {
  const client = useClient()
  const elapsed = useElapsed(git.began)
  const text = longGitText({ ...git, elapsed })
  useEffect(() => {
    announce(longGitText({ ...git, elapsed: Date.now() - git.began }))
  }, [git])
  const ask = (answer: Promise<unknown>): void => {
    answer.catch((error: unknown) =>
      reportFailure({ message: error instanceof Error ? error.message : String(error) }),
    )
  }
  useCommand('git.wait', () => ask(client.workbench.waitForGit({ git: git.id })))
  useCommand('git.end', () => ask(client.workbench.endGit({ git: git.id })))
  return (
    <aside
      className={styles.bar}
      aria-label="A git that takes long"
      // Told once when it comes; with this a dialog hides it from nobody.
      aria-live="off"
    >
      <Hourglass size={16} strokeWidth={1.5} aria-hidden />
      <p>
        {text} It may hang, or only be slow.
        {others > 0 ? ` ${countOf(others, 'more waits', 'more wait')} like it.` : ''}
      </p>
      <CommandButton command="git.wait" look="plain" showKey>
        Wait
      </CommandButton>
      <CommandButton command="git.end" look="plain" showKey>
        End it
      </CommandButton>
    </aside>
  )
}
