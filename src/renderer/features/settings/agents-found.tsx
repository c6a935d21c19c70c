import { useEffect, useState, type ReactNode } from 'react'
import type { AgentCheck } from '#shared/domain/agent/agent-check.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import styles from './settings.module.css'

/** The agents of this machine with their versions, and what is missing; each can be given a small task. */
export function AgentsFound(): ReactNode {
  const client = useClient()
  const [found, setFound] = useState<readonly AgentCheck[] | string>('Looking for agents.')
  const [tried, setTried] = useState<ReadonlyMap<AgentKind, string>>(new Map())
  useEffect(() => {
    let wanted = true
    client.workbench
      .checkAgents()
      .then((checks) => {
        if (wanted) setFound(checks)
      })
      .catch(() => {
        if (wanted) setFound('The workbench did not answer, so no agents are shown. Open the settings again.')
      })
    return () => {
      wanted = false
    }
  }, [client])
  const say = (kind: AgentKind, words: string): void => setTried((before) => new Map(before).set(kind, words))
  const attempt = async (kind: AgentKind): Promise<void> => {
    say(kind, trying)
    const check = await client.workbench.tryAgent({ kind })
    say(kind, check.note)
  }
  if (typeof found === 'string')
    return (
      <p className={styles.note} role="status">
        {found}
      </p>
    )
  return (
    <ul className={styles.agents} aria-label="Agents on this machine">
      {found.map(({ kind, label, state, note, canTry }) => {
        const words = tried.get(kind)
        return (
          <li key={kind} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.title}>{label}</p>
              <p className={styles.note} data-state={state}>
                {note}
              </p>
              {words === undefined ? null : (
                <p className={styles.note} role="status">
                  {words}
                </p>
              )}
            </div>
            {canTry ? (
              <div className={styles.control}>
                <Button
                  disabled={words === trying}
                  onClick={() =>
                    void attempt(kind).catch(() =>
                      say(
                        kind,
                        'The workbench did not answer, so it is not known how it went. Try it again.',
                      ),
                    )
                  }
                >
                  Try {label}
                </Button>
              </div>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

const trying = 'It is asked to write one file in a scratch repository. What it asks for is denied.'
