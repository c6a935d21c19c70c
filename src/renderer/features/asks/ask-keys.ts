import { choiceCommands } from '#shared/commands/ask-commands.ts'
import type { CommandId } from '#shared/commands/index.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { choicesOf, optionWithWords, wordsWith } from './ask-choices.ts'
import type { Asking } from './use-asking.ts'

const answering: readonly CommandId[] = [
  ...(['ask.allowOnce', 'ask.allowSession', 'ask.allowAlways', 'ask.decline'] as const),
  ...choiceCommands,
]

/** Answers the commands of an ask while the person is in its card. It draws nothing. */
export function AskKeys({
  ask,
  asking,
  onWrite,
  onRules,
  onPlan,
  onComment,
  words,
}: {
  readonly ask: AskItem
  readonly asking: Asking
  readonly onWrite: () => void
  /** Shows the rules of an answer. */
  readonly onRules: () => void
  /** Goes to the plan, to edit it. */
  readonly onPlan: () => void
  /** Quotes the lines of the plan where the cursor is, for words about them. */
  readonly onComment: () => void
  /** The words of the person's own so far. */
  readonly words: string
}): null {
  const { expired, sending, answer } = asking
  const choices = choicesOf(ask)
  const obstacle =
    (expired ? 'It has expired, so nothing is sent.' : null) ?? (sending ? 'The answer is being sent.' : null)
  for (const command of answering) {
    const choice = choices.find((one) => one.command === command)
    // The list of commands is always the same, and so is the order of these.
    // oxlint-disable-next-line react/rules-of-hooks
    useCommand(
      command,
      () =>
        choice?.rules === true
          ? onRules()
          : choice && void answer(choice.option, wordsWith(ask, choice, words)),
      {
        disabledReason: obstacle ?? (choice === undefined ? absence(ask, command) : null),
        hint:
          choice === undefined || (ask.kind === 'approval' && ask.plan === null)
            ? undefined
            : choice.label.slice(0, 20),
      },
    )
  }
  const isPlan = ask.kind === 'approval' && ask.plan !== null
  useCommand('ask.editPlan', onPlan, {
    disabledReason: obstacle ?? (isPlan ? null : 'It is about no plan.'),
  })
  const canSendBack = optionWithWords(ask) !== null
  useCommand('ask.commentPlan', onComment, {
    disabledReason:
      obstacle ??
      (isPlan ? (canSendBack ? null : 'The agent does not offer to be sent back.') : 'It is about no plan.'),
  })
  const takesWords = ask.kind === 'question' || optionWithWords(ask) !== null
  useCommand('ask.write', onWrite, {
    disabledReason: obstacle ?? (takesWords ? null : 'The agent does not offer to be denied.'),
    hint: ask.kind === 'question' ? 'own words' : isPlan ? 'send back with words' : 'deny with a word',
  })
  return null
}

/** Why an answer can't be given, as a sentence. */
function absence(ask: AskItem, command: CommandId): string {
  if (command === 'ask.allowAlways' && ask.kind === 'approval' && ask.noRule !== '') return ask.noRule
  return 'The agent does not offer this answer.'
}
