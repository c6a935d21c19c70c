import { Copy, SquarePen, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Session } from '#shared/domain/session/session.ts'
import { ageText, countOf } from '#shared/base/quantity-text.ts'
import { statusOf } from '#shared/domain/session/words.ts'
import { exactTime, useNow } from '#renderer/view/now.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { useRepositories } from '#renderer/replicas/context.ts'
import { agentLabel } from '#shared/domain/agent/agent-label.ts'
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
export function SessionFacts({ session }: { readonly session: Session }): ReactNode {
  const now = useNow()
  const repository = useRepositories().find((one) => one.id === session.repository)
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
        <Fact name="Agent">{agentLabel(session.agent)}</Fact>
        {session.agent.command === undefined ? null : (
          <Fact name="Command">
            <code>{session.agent.command}</code>
          </Fact>
        )}
        <Fact name="Base">
          {session.baseName} <code>{session.baseCommit.slice(0, 10)}</code>
        </Fact>
        {counts === null ? null : (
          <Fact name="Changes">
            {countOf(counts.hunks, 'hunk')} in {countOf(counts.files, 'file')}: {counts.accepted} accepted,{' '}
            {counts.rejected} rejected, {counts.deferred} deferred, {counts.undecided} undecided
          </Fact>
        )}
        {session.worktree === null ? null : (
          <Fact name="Worktree">
            <code>{session.worktree}</code>
            <div className={styles.actions}>
              <CommandButton command="session.openEditor" icon={<SquarePen size={16} strokeWidth={1.5} />} />
              <CommandButton
                command="session.openTerminal"
                icon={<SquareTerminal size={16} strokeWidth={1.5} />}
              />
              <CommandButton command="session.copyPath" icon={<Copy size={16} strokeWidth={1.5} />} />
            </div>
          </Fact>
        )}
        {session.revisions.length === 0 ? null : (
          <Fact name="Revisions">
            <ul>
              {session.revisions.toReversed().map((revision) => (
                <li key={revision.number} title={exactTime(revision.at)}>
                  r{revision.number} <code>{revision.commit.slice(0, 10)}</code>{' '}
                  <span className={styles.faint}>{ago(revision.at)}</span>
                  {revision.leftOut.length === 0 ? null : (
                    <ul className={styles.leftOut}>
                      {revision.leftOut.map((left) => (
                        <li key={left.path}>
                          left out: {left.path}, {left.reason}
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {session.landings.length === 0 ? null : (
          <Fact name="Landings">
            <ul>
              {session.landings.toReversed().map((landing) => (
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
            {session.landings.every((landing) => landing.undone) ? null : (
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
