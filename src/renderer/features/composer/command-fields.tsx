import type { ReactNode } from 'react'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import styles from './composer.module.css'

/** The lines that a command agent runs: one for the task, and one for follow-ups where that is another. */
export function CommandFields({
  agent,
  onChange,
}: {
  readonly agent: AgentChoice
  readonly onChange: (agent: AgentChoice) => void
}): ReactNode {
  const { command = '', followUpCommand } = agent
  const choose = (line: string, next: string | undefined): void =>
    onChange({
      kind: 'command',
      command: line,
      ...(next === undefined || next === '' ? {} : { followUpCommand: next }),
    })
  const shared = { className: styles.commandField, spellCheck: false, autoComplete: 'off' } as const
  return (
    <div className={styles.commandFields}>
      <label htmlFor="composer-command">Command</label>
      <input
        {...shared}
        id="composer-command"
        value={command}
        placeholder='claude -p "$WINNOW_PROMPT"'
        aria-describedby="composer-command-note"
        onChange={(event) => choose(event.target.value, followUpCommand)}
      />
      <label htmlFor="composer-follow-up">For follow-ups</label>
      <input
        {...shared}
        id="composer-follow-up"
        value={followUpCommand ?? ''}
        placeholder="the same command"
        onChange={(event) => choose(command, event.target.value)}
      />
      <p id="composer-command-note" className={styles.note}>
        Your shell runs it in the worktree. The task is in WINNOW_PROMPT and on standard input. In the line
        for follow-ups
        {' {session} '}
        is the conversation that the agent told the id of.
      </p>
    </div>
  )
}
