import { readFile } from 'node:fs/promises'
import { text as wholeText } from 'node:stream/consumers'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, expectOk, usage } from './outcome.ts'

interface AnswerFlags extends JsonOption {
  readonly option?: string
  readonly words?: string
  readonly plan?: string
  readonly rule?: readonly string[]
}

/** `winnow answer`: answers what a session's agent asks. */
export function addAnswerCommand(add: Add, context: Context): void {
  add('answer <session> [item]', 'answer what the agent asks; the item where it asks several things')
    .option('--option <id>', 'the answer: an option that `winnow sessions` lists')
    .option(
      '--rule <text>',
      'with --option here: a rule to write, one for each part, as `winnow sessions` shows them',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--words <text>', 'words of your own: the answer to a question, or beside an option')
    .option('--plan <file>', 'the plan that it is about, as you edited it; - is standard input')
    .action(async (session: string, item: string | undefined, flags: AnswerFlags) => {
      const { option = null, words = '', rule: rules } = flags
      if (option === null && words.trim() === '')
        throw usage('Say what to answer, with --option ID or --words TEXT. Nothing was sent.')
      const plan = flags.plan === undefined ? undefined : await planIn(flags.plan)
      await context.withClient(async (client) => {
        const named = item ?? (await onlyAsk(client, session))
        expectOk(
          await client.session.answer({
            session,
            item: named,
            option,
            words,
            ...(plan === undefined ? {} : { plan }),
            ...(rules ? { rules: [...rules] } : {}),
          }),
        )
        context.show(flags.json, { session, item: named, option, words, rules: rules ?? [] }, 'Answered.')
      })
    })
}

/** The text of a plan in a file; nothing is sent where that can't be read. */
async function planIn(file: string): Promise<string> {
  try {
    return file === '-' ? await wholeText(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw usage(`The plan can't be read: ${why}. Nothing was sent.`)
  }
}

/** The one thing that a session asks. */
async function onlyAsk(client: WorkbenchClient, session: string): Promise<string> {
  const { asks } = expectOk(await client.session.get({ session }))
  const [first, ...others] = asks
  if (first === undefined)
    throw new CommandFailure({
      kind: 'notFound',
      message: `Session ${session} asks nothing. Nothing was sent. \`winnow sessions\` lists what is asked.`,
    })
  if (others.length > 0)
    throw usage(
      `Session ${session} asks ${asks.length} things. Nothing was sent. Name one: ${asks.map(({ id }) => id).join(', ')}.`,
    )
  return first.id
}

/** What a session asks, below its line: each ask with what can be answered. */
export function askLines({ id, asks }: Pick<Session, 'id' | 'asks'>): readonly string[] {
  return asks.flatMap((ask) => [
    `  asks ${ask.id}: ${ask.text.trim().replaceAll('\n', '\n    ')}`,
    ...placeOf(ask),
    ...rulesOf(ask),
    `    winnow answer ${id}${asks.length > 1 ? ` ${ask.id}` : ''} ${choices(ask)}`,
  ])
}

function placeOf(ask: AskItem): readonly string[] {
  if (ask.kind === 'question') return []
  const { reason, folder, touches, diff, plan } = ask
  return [
    ...(plan === null ? [] : [`    ${plan.text.trimEnd().replaceAll('\n', '\n    ')}`]),
    ...(reason === '' ? [] : [`    why: ${reason.replaceAll('\n', '\n      ')}`]),
    ...(folder === null ? [] : [`    in: ${folder}`]),
    ...touches.map((touched) => `    touches: ${touched}`),
    ...(diff === null ? [] : [`    ${diff.trimEnd().replaceAll('\n', '\n    ')}`]),
  ]
}

/** What `--option here` would write: for each part a choice of rules, the narrowest first. */
function rulesOf(ask: AskItem): readonly string[] {
  if (ask.kind === 'question') return []
  if (ask.noRule !== '') return [`    ${ask.noRule}`]
  return ask.proposals.map((steps) => `    --rule ${steps.map(argument).join(' or ')}`)
}

/** As it is typed in a shell. */
function argument(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function choices(ask: AskItem): string {
  const names =
    ask.kind === 'approval'
      ? ask.options.map((option) => `${option.id} (${option.label})`)
      : ask.options.map((option) => option.label)
  const options = names.length === 0 ? [] : [`--option: ${names.join(', ')}`]
  return [...options, ...(ask.kind === 'question' ? ['--words TEXT'] : [])].join('; or ')
}
