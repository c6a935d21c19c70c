import type { LongGit } from '#shared/contract/workbench.ts'
import { longGitText } from '#shared/domain/repository/long-git-text.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { plain } from './print.ts'

/** What is told next of one git: after how many milliseconds of its work. */
interface Told {
  readonly git: LongGit
  /** When it began, by the clock that only goes forward. */
  readonly began: number
  next: number
}

/**
 * Tells on standard error, while a command waits, of gits that have worked for long: at first, and whenever one has worked
 * twice as long. It begins after `patience` milliseconds, so that a quick command asks for nothing more. Gives what ends it.
 */
export function tellLongGits(client: WorkbenchClient, patience: number): () => void {
  const end = new AbortController()
  let all = new Map<number, Told>()
  const tell = (): void => {
    const now = performance.now()
    for (const one of all.values()) {
      const elapsed = now - one.began
      if (elapsed < one.next) continue
      one.next = 2 * elapsed
      const text = longGitText({ ...one.git, elapsed: Math.round(elapsed) })
      process.stderr.write(
        `winnow: ${plain(text)} It is waited for. A window of Winnow offers to end it; Ctrl+C ends this command.\n`,
      )
    }
  }
  const follow = async (): Promise<void> => {
    for await (const { gits } of await client.workbench.watchLongGits(undefined, { signal: end.signal })) {
      const now = performance.now()
      all = new Map(
        gits.map((git) => [
          git.id,
          { git, began: now - git.elapsed, next: all.get(git.id)?.next ?? git.elapsed },
        ]),
      )
      tell()
    }
  }
  const start = setTimeout(() => {
    // An agent may not ask for it, and a connection that ends tells of that by the command itself.
    void follow().catch(() => undefined)
  }, patience)
  const beat = setInterval(tell, 1000)
  for (const timer of [start, beat]) timer.unref()
  return () => {
    clearTimeout(start)
    clearInterval(beat)
    end.abort()
  }
}
