import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Sessions } from '../sessions/sessions.ts'

interface Parts {
  readonly registry: SessionRegistry
  readonly sessions: Pick<Sessions, 'submit' | 'followUp'>
}

/** In the order of the queue: what is ready soonest comes first, what still runs comes last. */
const prompts = [
  'Low water in feet reads "0 ft 12 in". Fix how feet and inches are rounded, with a test.',
  'Give list and today a --json flag, so that scripts can read them.',
  'Rename calcHt to heightAt everywhere; the name says neither what it computes nor when.',
] as const

/** The prompt that is followed up, so that its reader sees a second revision arrive. The demo says that it wrote this. */
const followedUp = {
  prompt: prompts[1],
  text: 'next should know --json too. (The demo sends this follow-up by itself.)',
} as const

/**
 * Gives a demo repository that never had a session three tasks of the scripted agent: one that is soon to be reviewed,
 * one of which a second revision arrives while the first is decided, and one that still runs meanwhile. Does nothing where
 * there was a session. That they could not be started is no failure of the opening: the composer says why when a task is
 * written.
 */
export async function startDemoTasks({ registry, sessions }: Parts, repository: string): Promise<void> {
  if (registry.all().some((session) => session.repository === repository)) return
  const submitted = await sessions.submit(
    prompts.map((prompt) => ({ repository, prompt, agent: { kind: 'demo' }, attempts: 1 })),
  )
  if (!submitted.ok) return
  const followed = submitted.value.sessions[prompts.indexOf(followedUp.prompt)]
  const listening = registry.onChange((session) => {
    if (session.id !== followed) return
    const { discardedAt, revision, counts } = session
    const isOver = discardedAt !== null || session.state === 'failed' || session.state === 'stopped'
    const isFollowedUp = (revision ?? 0) > 1
    if (isOver || isFollowedUp) return listening.dispose()
    // Not before: who comes to a second revision has not seen that one can arrive, and what that does to what was decided.
    if (isBusy(session) || counts === null || counts.undecided === counts.hunks) return
    listening.dispose()
    void sessions.followUp(session.id, followedUp.text)
  })
}
