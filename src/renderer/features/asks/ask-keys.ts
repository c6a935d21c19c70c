import { choiceCommands } from '#shared/commands/ask-commands.ts'
import type { CommandId } from '#shared/commands/index.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { choicesOf, optionWithWords } from './ask-choices.ts'
import type { Asking } from './use-asking.ts'

const answering: readonly CommandId[] = ['ask.allowOnce', 'ask.allowAlways', 'ask.decline', ...choiceCommands]

/** Answers the commands of an ask while the person is in its card. It draws nothing. */
export function AskKeys({
  ask,
  asking,
  onWrite,
}: {
  readonly ask: AskItem
  readonly asking: Asking
  readonly onWrite: () => void
}): null {
  const { expired, sending, answer } = asking
  const choices = choicesOf(ask)
  const obstacle =
    (expired ? 'It has expired, so nothing is sent.' : null) ?? (sending ? 'The answer is being sent.' : null)
  for (const command of answering) {
    const choice = choices.find((one) => one.command === command)
    // The list of commands is always the same, and so is the order of these.
    // oxlint-disable-next-line react/rules-of-hooks
    useCommand(command, () => (choice === undefined ? undefined : void answer(choice.option, '')), {
      disabledReason: obstacle ?? (choice === undefined ? 'The agent does not offer this answer.' : null),
      hint: choice === undefined || ask.kind === 'approval' ? undefined : choice.label.slice(0, 20),
    })
  }
  const takesWords = ask.kind === 'question' || optionWithWords(ask) !== null
  useCommand('ask.write', onWrite, {
    disabledReason: obstacle ?? (takesWords ? null : 'The agent does not offer to be denied.'),
    hint: ask.kind === 'question' ? 'own words' : 'deny with a word',
  })
  return null
}
