import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, expectOk, usage } from './outcome.ts'
import { reportEnded, waitFor } from './task.ts'

interface FollowUpFlags extends JsonOption {
  readonly file?: string
  readonly wait?: boolean
  readonly now?: boolean
  readonly mode?: string
  readonly takeBack?: string | true
}

/** `winnow follow-up`: tells a session's agent more. While it works that waits for the end of its turn. */
export function addFollowUpCommand(add: Add, context: Context): void {
  add(
    'follow-up <session> [words...]',
    'tell the agent more; while it works that waits for the end of its turn',
  )
    .option('--file <file>', 'the words from a file; - is standard input')
    .option('--now', 'give it to the agent while it works, where it can take that')
    .option('--mode <mode>', 'the mode of the agent from this turn on, as ask, plan or build')
    .option('--wait', 'wait until the session ended all its turns; exit code 6 if one failed')
    .option(
      '--take-back [id]',
      'take back one that waits: the last, or the one that `winnow show` gives this id',
    )
    .action(async (session: string, words: string[], flags: FollowUpFlags) => {
      if (flags.takeBack !== undefined) {
        if (words.length > 0 || flags.file !== undefined || flags.wait || flags.now || flags.mode)
          throw usage('--take-back takes an id and nothing else. Nothing was changed.')
        const { takeBack: id } = flags
        return context.withClient((client) =>
          takeBack(context, client, session, id === true ? null : id, flags),
        )
      }
      if (flags.now && flags.mode !== undefined)
        throw usage('A mode holds from a turn on, so --mode does not go with --now. Nothing was sent.')
      const text = (await wordsOf(context, words, flags)).trim()
      if (text === '') throw usage('Say what the agent should do, in words or with --file. Nothing was sent.')
      await context.withClient(
        async (client) => {
          const sent = expectOk(
            await client.session.followUp({
              ...{ session, text, when: flags.now ? 'now' : 'turnEnd' },
              ...(flags.mode === undefined ? {} : { mode: flags.mode }),
            }),
          )
          if (flags.wait) return reportEnded(context, flags, await waitFor(client, [session]))
          context.show(
            flags.json,
            { session, ...sent },
            sent.steered
              ? 'The agent has it.'
              : sent.waits
                ? `${flags.now ? 'The agent can’t take it while it works. It waits' : 'Waits'} for the end of the turn as ${sent.id}. winnow follow-up ${session} --take-back ${sent.id} takes it back.`
                : 'Sent.',
          )
        },
        flags.wait ? 'wait' : 'start',
      )
    })
}

async function wordsOf(context: Context, words: readonly string[], flags: FollowUpFlags): Promise<string> {
  if (flags.file === undefined) return words.join(' ')
  if (words.length > 0) throw usage('Give the words or --file, not both. Nothing was sent.')
  if (flags.file === '-') return context.readStdin()
  const file = path.resolve(context.folder, flags.file)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw usage(`${file} can't be read (${(error as Error).message}). Nothing was sent.`)
  }
}

async function takeBack(
  context: Context,
  client: WorkbenchClient,
  session: string,
  id: string | null,
  flags: FollowUpFlags,
): Promise<void> {
  const { waiting } = expectOk(await client.session.get({ session }))
  const wanted = id ?? waiting.at(-1)?.id
  if (wanted === undefined)
    throw new CommandFailure({
      kind: 'notFound',
      message: `No follow-up of session ${session} waits. Nothing was changed. \`winnow show ${session}\` says what it does.`,
    })
  const text = expectOk(await client.session.takeBackFollowUp({ session, id: wanted }))
  context.show(
    flags.json,
    { session, id: wanted, text },
    `Taken back; it is the draft of this session’s next follow-up:\n${text}`,
  )
}
