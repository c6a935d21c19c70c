import { SlidersHorizontal } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { effortsFor, type OfferedModels } from '#shared/domain/agent/offered-models.ts'
import type { AgentOption } from '#shared/domain/agent/agent-offer.ts'
import { MenuItem } from '#renderer/ui/menu.tsx'
import { Chip } from './chips.tsx'
import { useModels } from './use-models.ts'
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
  const offered = useModels(agent.kind)
  const efforts = effortsFor(offered.models, agent.model ?? '')
  return options
    .filter(({ name }) => name !== 'command' && name !== 'followUpCommand')
    .map((option) => (
      <OptionChip
        key={option.name}
        offered={offered}
        option={option.name === 'effort' && efforts.length > 0 ? { ...option, values: efforts } : option}
        value={agent[option.name] ?? ''}
        onChange={(value) => {
          const { [option.name]: _, ...others } = agent
          onChange(value === '' ? others : { ...others, [option.name]: value })
        }}
      />
    ))
}

interface OptionProps {
  readonly option: AgentOption
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field with the models that the agent's server has; what is typed need not be one of them. */
function ModelField({
  offered: { models, note },
  ...props
}: OptionProps & { readonly offered: OfferedModels }): ReactNode {
  const list = useId()
  const description = [props.option.description, note].filter(Boolean).join(' ')
  const told = { ...props, option: { ...props.option, description } }
  if (models.length === 0) return <OptionField {...told} />
  return (
    <OptionField {...told} list={list}>
      <datalist id={list}>
        {models.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </OptionField>
  )
}

function OptionField({
  option: { label, description },
  value,
  onChange,
  list,
  children,
}: OptionProps & { readonly list?: string; readonly children?: ReactNode }): ReactNode {
  return (
    <label className={styles.chip} title={description}>
      {label}
      <input
        className={styles.chipField}
        value={value}
        placeholder="default"
        spellCheck={false}
        autoComplete="off"
        list={list}
        onChange={(event) => onChange(event.target.value.trim())}
      />
      {children}
    </label>
  )
}

function OptionChip({
  offered,
  option,
  value,
  onChange,
}: OptionProps & { readonly offered: OfferedModels }): ReactNode {
  const { label, values } = option
  if (option.name === 'model' && values.length === 0)
    return <ModelField offered={offered} option={option} value={value} onChange={onChange} />
  if (values.length === 0) return <OptionField option={option} value={value} onChange={onChange} />
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
