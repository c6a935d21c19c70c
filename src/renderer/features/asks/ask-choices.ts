import type { CommandId } from '#shared/commands/index.ts'
import { choiceCommands } from '#shared/commands/ask-commands.ts'
import { allows, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import type { ApprovalItem } from '#shared/domain/timeline/kinds/approval.ts'

/** One answer that the agent offers. */
export interface AskChoice {
  /** What is sent for it: an approval's id, a question's label. */
  readonly option: string
  readonly label: string
  readonly description: string
  readonly command: CommandId | null
  readonly look: 'allow' | 'deny' | 'plain'
  /** It shows rules before it is sent. */
  readonly rules: boolean
}

/** The answers of an ask in the agent's order, each with the command that gives it; one command gives one answer. */
export function choicesOf(ask: AskItem): readonly AskChoice[] {
  if (ask.kind === 'question')
    return ask.options.map(({ label, description }, index) => ({
      option: label,
      label,
      description,
      command: choiceCommands[index] ?? null,
      look: 'plain',
      rules: false,
    }))
  const given = new Set<CommandId>()
  return ask.options.map((option) => {
    const command = commandFor(option.effect)
    const isFirst = command !== null && !given.has(command)
    if (command !== null) given.add(command)
    return {
      option: option.id,
      label: option.label,
      description: '',
      command: isFirst ? command : null,
      look: option.effect === 'allowOnce' ? 'allow' : allows(option) ? 'plain' : 'deny',
      rules: option.effect === 'allowHere',
    }
  })
}

function commandFor(effect: ApprovalItem['options'][number]['effect']): CommandId | null {
  switch (effect) {
    case 'allowOnce':
      return 'ask.allowOnce'
    case 'allowSession':
      return 'ask.allowSession'
    case 'allowHere':
    case 'allowAlways':
      return 'ask.allowAlways'
    case 'declineOnce':
      return 'ask.decline'
    case 'declineAlways':
      // It decides what comes later, too: never by a key that is pressed in passing.
      return null
  }
}

/** The words that go with an answer: whoever declines has what they wrote to it sent along. */
export function wordsWith(ask: AskItem, { option }: Pick<AskChoice, 'option'>, words: string): string {
  return option === optionWithWords(ask) ? words.trim() : ''
}

/** The answer that goes with words of the person's own: none to a question, the denial of an approval. */
export function optionWithWords(ask: AskItem): string | null {
  if (ask.kind === 'question') return null
  return ask.options.find(({ effect }) => effect === 'declineOnce')?.id ?? null
}
