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
    id: 'ask.allowAlways',
    title: 'Allow it from now on, as the agent offers it',
    group: 'Answer',
    scope: 'ask',
    keys: ['Shift+y'],
    hint: 'allow from now on',
  },
  {
    id: 'ask.decline',
    title: 'Deny it',
    group: 'Answer',
    scope: 'ask',
    keys: ['d'],
    hint: 'deny',
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
