import type { CommandRecord } from './command.ts'

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
type Digit = (typeof digits)[number]

const places: Readonly<Record<Digit, string>> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  6: 'sixth',
  7: 'seventh',
  8: 'eighth',
  9: 'ninth',
}

const choices = digits.map(
  (digit) =>
    ({
      id: `ask.choose${digit}`,
      title: `Answer with the ${places[digit]} choice`,
      group: 'Answer',
      scope: 'ask',
      keys: [String(digit)],
    }) as const,
)

/** What an agent asks. Its keys work in its card alone, so that none that is meant for a hunk answers it. */
export const askCommands = [
  {
    id: 'session.enterAsk',
    title: 'Go to what the agent asks',
    group: 'Answer',
    scope: 'session',
    keys: ['q'],
    menu: { name: 'session', section: 3 },
    hint: 'answer it',
  },
  {
    id: 'ask.allowOnce',
    title: 'Allow it once',
    group: 'Answer',
    scope: 'ask',
    keys: ['y'],
    hint: 'allow once',
  },
  {
    id: 'ask.allowSession',
    title: 'Allow it for this session',
    group: 'Answer',
    scope: 'ask',
    keys: ['s'],
    hint: 'for this session',
  },
  {
    id: 'ask.allowAlways',
    title: 'Allow it from now on: show the rule for this repository first, or as the agent offers it',
    group: 'Answer',
    scope: 'ask',
    keys: ['Shift+y'],
    hint: 'always here',
  },
  {
    id: 'ask.writeRule',
    title: 'Write the rules that are shown, and allow it',
    group: 'Answer',
    scope: 'ask',
    keys: ['w'],
    hint: 'write it',
  },
  {
    id: 'ask.ruleShorter',
    title: 'Have the rule name less, so that it allows more',
    group: 'Answer',
    scope: 'ask',
    keys: ['ArrowLeft'],
    hint: 'name less',
  },
  {
    id: 'ask.ruleLonger',
    title: 'Have the rule name more, so that it allows less',
    group: 'Answer',
    scope: 'ask',
    keys: ['ArrowRight'],
    hint: 'name more',
  },
  {
    id: 'ask.ruleNext',
    title: 'Go to the next rule',
    group: 'Answer',
    scope: 'ask',
    keys: ['ArrowDown'],
  },
  {
    id: 'ask.rulePrevious',
    title: 'Go to the rule before',
    group: 'Answer',
    scope: 'ask',
    keys: ['ArrowUp'],
  },
  {
    id: 'ask.closeRule',
    title: 'Write no rule, and go back to the answers',
    group: 'Answer',
    scope: 'ask',
    keys: ['Backspace'],
  },
  {
    id: 'ask.decline',
    title: 'Deny it',
    group: 'Answer',
    scope: 'ask',
    keys: ['d'],
    hint: 'deny',
  },
  {
    id: 'ask.editPlan',
    title: 'Edit the plan that the agent hands over',
    group: 'Answer',
    scope: 'ask',
    keys: ['e'],
    hint: 'edit the plan',
  },
  {
    id: 'ask.commentPlan',
    title: 'Comment on the line of the plan, or on the lines that are selected',
    group: 'Answer',
    scope: 'ask',
    keys: ['c', 'Mod+/'],
    whileTyping: true,
    hint: 'comment on a line',
  },
  ...choices,
  {
    id: 'ask.write',
    title: 'Answer in words of your own, or deny with a word',
    group: 'Answer',
    scope: 'ask',
    keys: ['r'],
    hint: 'with words',
  },
  {
    id: 'ask.sendWords',
    title: 'Send the words as the answer',
    group: 'Answer',
    scope: 'ask',
    keys: ['Mod+Enter'],
    guarded: true,
    whileTyping: true,
  },
] as const satisfies readonly CommandRecord[]

/** The commands that choose one of a question's answers, in their order. */
export const choiceCommands = choices.map(({ id }) => id)
