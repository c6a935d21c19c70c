import { SlidersHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AgentOption } from '#shared/domain/agent/agent-offer.ts'
import { MenuItem } from '#renderer/ui/menu.tsx'
import { Chip } from './chips.tsx'
import styles from './composer.module.css'

/** What there is to choose for the agent besides its command line, which has fields of its own. */
export function OptionChips({
  agent,
  options,
  onChange,
}: {
  readonly agent: AgentChoice
  readonly options: readonly AgentOption[]
  readonly onChange: (agent: AgentChoice) => void
}): ReactNode {
  return options
    .filter(({ name }) => name !== 'command' && name !== 'followUpCommand')
    .map((option) => (
      <OptionChip
        key={option.name}
        option={option}
        value={agent[option.name] ?? ''}
        onChange={(value) => {
          const { [option.name]: _, ...others } = agent
          onChange(value === '' ? others : { ...others, [option.name]: value })
        }}
      />
    ))
}

function OptionChip({
  option,
  value,
  onChange,
}: {
  readonly option: AgentOption
  readonly value: string
  readonly onChange: (value: string) => void
}): ReactNode {
  const { label, values, description } = option
  if (values.length === 0)
    return (
      <label className={styles.chip} title={description}>
        {label}
        <input
          className={styles.chipField}
          value={value}
          placeholder="default"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value.trim())}
        />
      </label>
    )
  return (
    <Chip
      name={label}
      icon={<SlidersHorizontal size={16} strokeWidth={1.5} aria-hidden />}
      value={`${value === '' ? 'default' : value} ${label.toLowerCase()}`}
    >
      {['', ...values].map((one) => (
        <MenuItem key={one} hint={one === value ? 'chosen' : null} onSelect={() => onChange(one)}>
          {one === '' ? 'The agent’s default' : one}
        </MenuItem>
      ))}
    </Chip>
  )
}
