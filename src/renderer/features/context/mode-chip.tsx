import { ChevronDown, SlidersHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useCommand, useCommandState } from '#renderer/commands/use-command.ts'
import { useAgents, useDetails, type Typed } from '#renderer/replicas/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import styles from './follow-up-box.module.css'

const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const

/** The mode in which the agent takes the follow-up; there for those alone that can change it with a turn. */
export function ModeChip({
  session,
  typed,
}: {
  readonly session: SessionSummary
  /** The mode that was chosen; empty for the one that it is in. */
  readonly typed: Typed
}): ReactNode {
  const offer = (useAgents() ?? []).find(({ choice }) => choice.kind === session.agent.kind)
  const option = offer?.options.find(({ name }) => name === 'mode')
  const now = useDetails(session.id)?.agent.mode ?? 'default'
  const canChange = option !== undefined && offer?.capabilities.includes('changeMode') === true
  // The one that it is in comes last: only who plans again wants that.
  const values = option?.values ?? []
  const after = values.indexOf(now) + 1
  const choices = ['', ...values.slice(after), ...values.slice(0, after)]
  const choose = (mode: string): void => {
    if (mode === '') typed.drop()
    else typed.write(mode)
    announce(mode === '' ? `In the mode ${now}, as before.` : `In the mode ${mode} from this follow-up on.`)
  }
  useCommand(
    'followUp.mode',
    () => choose(choices[(choices.indexOf(typed.text) + 1) % choices.length] ?? ''),
    { enabled: canChange },
  )
  const { key, title } = useCommandState('followUp.mode')
  if (!canChange) return null
  const shown = typed.text === '' ? now : typed.text
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.mode}
          data-chosen={typed.text === '' ? undefined : true}
          aria-label={`Mode: ${shown}${typed.text === '' ? '' : ', from this follow-up on'}`}
          title={`${option.description} ${title}: ${key ?? ''}`}
        >
          <SlidersHorizontal {...icon} />
          <span>{wordsForDisplay(shown)} mode</span>
          <ChevronDown {...icon} />
        </button>
      }
    >
      {choices.map((mode) => (
        <MenuItem key={mode} hint={mode === typed.text ? 'chosen' : null} onSelect={() => choose(mode)}>
          {mode === '' ? `As before: ${now}` : `From here on: ${mode}`}
        </MenuItem>
      ))}
    </Menu>
  )
}
