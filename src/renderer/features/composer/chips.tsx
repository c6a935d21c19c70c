import { Bot, ChevronDown, Copy, FolderGit2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { agentLabel } from '#shared/domain/agent/agent-label.ts'
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu.tsx'
import { useAgents, useRepositories } from '#renderer/replicas/context.ts'
import styles from './composer.module.css'

const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const

/** Whether two choices stand for the same agent. */
export function sameAgent(one: AgentChoice, other: AgentChoice): boolean {
  return one.kind === other.kind && (one.command ?? '') === (other.command ?? '')
}

/** A choice under the field: what it is about and what is chosen. */
export function Chip({
  name,
  icon: sign,
  value,
  children,
}: {
  readonly name: string
  readonly icon: ReactNode
  readonly value: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <Menu
      trigger={
        <button type="button" className={styles.chip} aria-label={`${name}: ${value}`}>
          {sign}
          <span className={styles.chipValue}>{value}</span>
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {children}
    </Menu>
  )
}

export function AgentChip({
  agent,
  onChoose,
  same,
}: {
  readonly agent: AgentChoice | null
  readonly onChoose: (agent: AgentChoice) => void
  readonly same: typeof sameAgent
}): ReactNode {
  const offers = (useAgents() ?? []).filter((offer) => offer.choice.kind !== 'existing')
  const offer = agent === null ? undefined : offers.find((one) => same(one.choice, agent))
  const value = offer?.label ?? (agent === null ? 'Choose an agent' : agentLabel(agent))
  const missing = offers.filter((one) => !one.available)
  const hasPlainCommand = offers.some(
    ({ choice }) => choice.kind === 'command' && (choice.command ?? '') === '',
  )
  return (
    <Chip name="Agent" icon={<Bot {...icon} />} value={value}>
      {offers
        .filter((one) => one.available)
        .map((one) => (
          <MenuItem key={`${one.choice.kind}-${one.label}`} onSelect={() => onChoose(one.choice)}>
            <span className={styles.offer}>
              {one.label}
              <span className={styles.offerNote}>{one.note}</span>
            </span>
          </MenuItem>
        ))}
      {hasPlainCommand ? null : (
        <MenuItem onSelect={() => onChoose({ kind: 'command', command: '' })}>
          <span className={styles.offer}>
            Another command
            <span className={styles.offerNote}>Any command line, run in the worktree by your shell.</span>
          </span>
        </MenuItem>
      )}
      {missing.length > 0 ? <MenuSeparator /> : null}
      {missing.map((one) => (
        <MenuItem key={`${one.choice.kind}-${one.label}`} disabled onSelect={() => undefined}>
          <span className={styles.offer}>
            {one.label}, not ready
            <span className={styles.offerNote}>{one.note}</span>
          </span>
        </MenuItem>
      ))}
    </Chip>
  )
}

export function AttemptsChip({
  attempts,
  onChoose,
}: {
  readonly attempts: number
  readonly onChoose: (attempts: number) => void
}): ReactNode {
  return (
    <Chip name="Attempts" icon={<Copy {...icon} />} value={countOf(attempts, 'attempt')}>
      {[1, 2, 3, 4, 5, 8].map((count) => (
        <MenuItem key={count} hint={count === attempts ? 'chosen' : null} onSelect={() => onChoose(count)}>
          {countOf(count, 'attempt')}
        </MenuItem>
      ))}
    </Chip>
  )
}

/** The repository the tasks go to, where there are several. */
export function RepositoryChip({ repository }: { readonly repository: string }): ReactNode {
  const repositories = useRepositories()
  const known = repositories.find((one) => one.id === repository)
  if (repositories.length < 2) return null
  return (
    <Chip name="Repository" icon={<FolderGit2 {...icon} />} value={known?.name ?? repository}>
      {repositories.slice(0, 12).map((one) => (
        <MenuItem
          key={one.id}
          hint={one.id === repository ? 'chosen' : one.branch}
          onSelect={() => viewStore.setState({ repository: one.id })}
        >
          {one.name}
        </MenuItem>
      ))}
    </Chip>
  )
}
