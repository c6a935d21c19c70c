import { CornerDownLeft } from 'lucide-react'
import { useState, type ReactNode, type RefObject } from 'react'
import { useStore } from 'zustand'
import { keptWords } from '#shared/domain/agent/agent-offer.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { withoutPicture } from '#shared/domain/picture/named-pictures.ts'
import { typedTasks } from '#shared/domain/task/split.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { usePictureTarget } from '#renderer/actions/prompt-pictures.ts'
import { launchTasks } from '#renderer/actions/launch-tasks.ts'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Pictures } from '#renderer/ui/pictures.tsx'
import { AgentChip, AttemptsChip, RepositoryChip, sameAgent } from './chips.tsx'
import { BaseChip } from './base-chip.tsx'
import { OptionChips } from './option-chips.tsx'
import { CommandFields } from './command-fields.tsx'
import { composerChoices } from '#renderer/view/composer-choices.ts'
import {
  useAgents,
  useDraft,
  useReplicas,
  useRepositories,
  useSettings,
  useTyped,
  useHomes,
} from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useChosenAgent } from './use-chosen-agent.ts'
import { useWrittenCommand } from './use-written-command.ts'
import { TaskField } from './task-field.tsx'
import styles from './composer.module.css'

export function Composer({
  repository,
  field,
}: {
  readonly repository: string
  readonly field: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const replicas = useReplicas()
  const [text, write] = useDraft(tasksDraft)
  const pictures = usePictureTarget(tasksDraft, field)
  const homes = useHomes()
  const { base: anyBase, attempts } = useStore(composerChoices)
  const base = anyBase?.repository === repository ? anyBase.name : null
  const known = useRepositories().find((one) => one.id === repository)
  const name = known?.name ?? ''
  const agent = useChosenAgent(repository, known)
  const offer = useAgents()?.find((one) => agent !== null && sameAgent(one.choice, agent))
  const missing = offer?.available === false ? `${offer.label} is not ready. ${offer.note}` : null
  const limit = useSettings((settings) => settings.parallelLimit)
  const sandbox = useSettings((settings) => settings.sandbox)
  const network = useSettings((settings) => settings.network)
  const [sending, setSending] = useState(false)
  const writeCommand = useWrittenCommand(repository)

  const undivided = useTyped(draftPlaces.undivided, '')
  const divides = undivided.text === ''
  const tasks = typedTasks(text, divides)
  const needsCommand = agent?.kind === 'command' && (agent.command ?? '').trim() === ''
  const sessions = tasks.length * attempts
  const reason =
    tasks.length === 0
      ? 'Write what should be done first.'
      : agent === null
        ? 'Choose an agent first.'
        : needsCommand
          ? 'Write the command line that the agent is.'
          : (missing ?? (sending ? 'The tasks are being launched.' : null))

  const launch = async (): Promise<void> => {
    if (agent === null) return
    setSending(true)
    await launchTasks(replicas, { prompts: tasks, repository, agent, attempts, base }).finally(() =>
      setSending(false),
    )
  }
  useCommand('composer.launch', () => void launch(), { disabledReason: reason })

  const words =
    tasks.length === 0
      ? divides
        ? 'A blank line that you type starts the next task.'
        : 'Blank lines start no task.'
      : `${countOf(tasks.length, 'task')}${attempts > 1 ? `, ${countOf(sessions, 'session')}` : ''}${
          sessions > limit ? `, ${limit} at a time` : ''
        }`
  return (
    <div className={styles.composer} data-over={pictures.isOver || undefined} {...pictures.dropping}>
      <TaskField
        field={field}
        repository={repository}
        placeholder={`What should be done in ${name}?`}
        text={text}
        divides={divides}
        onText={write}
        onPaste={pictures.paste}
      />
      <Pictures
        text={text}
        homes={homes}
        onRemove={(path) => (homes === null ? undefined : write(withoutPicture(text, path, homes)))}
      />
      {agent?.kind === 'command' ? <CommandFields agent={agent} onChange={writeCommand} /> : null}
      {tasks.length > 0 && !sending && reason !== null ? <p className={styles.missing}>{reason}</p> : null}
      <div className={styles.chips}>
        <RepositoryChip repository={repository} />
        <AgentChip
          agent={agent}
          onChoose={(choice) => composerChoices.setState({ agent: choice, commandFor: null })}
          same={sameAgent}
        />
        {agent === null || offer === undefined ? null : (
          <OptionChips
            agent={agent}
            options={offer.options}
            onChange={(next) => composerChoices.setState({ agent: next })}
          />
        )}
        <BaseChip
          repository={repository}
          base={base}
          onChoose={(next) =>
            composerChoices.setState({ base: next === null ? null : { repository, name: next } })
          }
        />
        <AttemptsChip attempts={attempts} onChoose={(next) => composerChoices.setState({ attempts: next })} />
        <button
          type="button"
          className={styles.chip}
          aria-pressed={divides}
          onClick={() => (divides ? undivided.write('all of it') : undivided.drop())}
        >
          {divides ? 'Blank lines divide' : 'All of it is one task'}
        </button>
        <span className={styles.count} aria-live="polite">
          {words}
        </span>
      </div>
      <footer className={styles.foot}>
        <p className={styles.note}>{offer === undefined ? '' : keptWords(offer, { sandbox, network })}</p>
        <CommandButton
          command="composer.launch"
          look="primary"
          icon={<CornerDownLeft size={16} strokeWidth={1.5} aria-hidden />}
          showKey
        >
          {sending
            ? `Launching ${countOf(tasks.length, 'task')}`
            : tasks.length > 1
              ? `Launch ${countOf(tasks.length, 'task')}`
              : 'Launch the task'}
        </CommandButton>
      </footer>
    </div>
  )
}
