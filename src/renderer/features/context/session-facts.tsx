import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import { Copy, SquarePen, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { ageText, countOf } from '#shared/base/quantity-text.ts'
import { groupOf } from '#shared/domain/session/queue.ts'
import { statusOf } from '#shared/domain/session/words.ts'
import { exactTime, useNow } from '#renderer/view/now.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { showSession } from '#renderer/view/view-store.ts'
import { useDetails, useRepositories, useSession } from '#renderer/replicas/context.ts'
import { SessionCommits } from './session-commits.tsx'
import styles from './session-facts.module.css'

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Where a session lives, what it started from, and what became of it. */
export function SessionFacts({ session }: { readonly session: SessionSummary }): ReactNode {
  const now = useNow()
  const repository = useRepositories().find((one) => one.id === session.repository)
  const details = useDetails(session.id)
  const origin = useSession(session.forkedFrom)
  const { counts } = session
  const ago = (at: number): string => {
    const age = ageText(at, now)
    return age === 'now' ? 'just now' : `${age} ago`
  }
  return (
    <div className={styles.facts} tabIndex={0} role="region" aria-label="Facts of the session">
      <dl>
        <Fact name="State">{statusOf(session).line}</Fact>
        <Fact name="Repository">{repository?.name ?? session.repository}</Fact>
        <Fact name="Agent">{session.agent.label}</Fact>
        {details?.agent.mode === undefined ? null : (
          <Fact name="Mode">{wordsForDisplay(details.agent.mode)}</Fact>
        )}
        {session.forkedFrom === null ? null : (
          <Fact name="Forked from">
            {origin === null ? (
              'a session that is gone'
            ) : (
              <Button look="quiet" onClick={() => showSession(origin.id)}>
                {wordsForDisplay(origin.title)}
              </Button>
            )}
          </Fact>
        )}
        {details?.agent.command === undefined ? null : (
          <Fact name="Command">
            <code>{details.agent.command}</code>
          </Fact>
        )}
        {details === null ? null : (
          <Fact name="Base">
            {details.baseName} <code>{details.baseCommit.slice(0, 10)}</code>
          </Fact>
        )}
        {counts === null ? null : (
          <Fact name="Changes">
            {countOf(counts.hunks, 'hunk')} in {countOf(counts.files, 'file')}: {counts.accepted} accepted,{' '}
            {counts.rejected} rejected, {counts.deferred} deferred, {counts.undecided} undecided
          </Fact>
        )}
        {details === null || details.worktree === null ? null : (
          <Fact name="Worktree">
            <code>{details.worktree}</code>
            {details.worktreeMissing ? (
              <div>It is not in its place, and is looked for at each start. Nothing of it was deleted.</div>
            ) : null}
            <div className={styles.actions}>
              <CommandButton command="session.openEditor" icon={<SquarePen size={16} strokeWidth={1.5} />} />
              <CommandButton
                command="session.openTerminal"
                icon={<SquareTerminal size={16} strokeWidth={1.5} />}
              />
              <CommandButton command="session.copyPath" icon={<Copy size={16} strokeWidth={1.5} />} />
            </div>
            {groupOf(session) !== 'landed' ? null : (
              <div className={styles.offer}>
                <span>Nothing of it is left to decide or to land. A follow-up makes the worktree again.</span>
                <CommandButton command="session.letWorktreeGo" look="plain">
                  Let the worktree go
                </CommandButton>
              </div>
            )}
          </Fact>
        )}
        {details === null || details.revisions.length === 0 ? null : (
          <Fact name="Revisions">
            <ul>
              {details.revisions.toReversed().map((revision) => (
                <li key={revision.number} title={exactTime(revision.at)}>
                  r{revision.number} <code>{revision.commit.slice(0, 10)}</code>{' '}
                  <span className={styles.faint}>{ago(revision.at)}</span>
                  {revision.leftOut.length === 0 ? null : (
                    <ul className={styles.leftOut}>
                      {revision.leftOut.map((left) => (
                        <li key={left.path}>
                          left out: {pathForDisplay(left.path)}, {left.reason}
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <SessionCommits session={session} />
        {details === null || details.landings.length === 0 ? null : (
          <Fact name="Landings">
            <ul>
              {details.landings.toReversed().map((landing) => (
                <li
                  key={landing.id}
                  title={exactTime(landing.at)}
                  className={landing.undone ? styles.faint : ''}
                >
                  {countOf(landing.files, 'file')} to {landing.target}
                  {landing.undone ? ', undone' : ''} <span className={styles.faint}>{ago(landing.at)}</span>
                </li>
              ))}
            </ul>
            {session.landedOn === null ? null : (
              <CommandButton command="landing.undo" look="plain">
                Undo the last landing
              </CommandButton>
            )}
          </Fact>
        )}
      </dl>
    </div>
  )
}
