import { text as wholeText } from 'node:stream/consumers'
import { isatty } from 'node:tty'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { countOf } from '#shared/base/quantity-text.ts'
import { isRefusal, type WorkbenchClient } from '#shared/rpc/client.ts'
import type { Add, Context, JsonOption, ProgramOptions } from './context.ts'
import { decideFiles, decideUnits, isUnitId, parseLines, parseWords, type Decision } from './decisions.ts'
import { CommandFailure, exitCode, expectOk, usage } from './outcome.ts'
import { byAuthor, changesetJson, changesetText, json, plain, unitsText } from './print.ts'
import { plainLines, sessionTable, sessionText } from './print.ts'
import { addAdoptCommand } from './adopt.ts'
import { addAnswerCommand } from './answer.ts'
import { addCompactCommand } from './compact.ts'
import { addDiscardCommand } from './discard.ts'
import { addDoctorCommand } from './doctor.ts'
import { addFiguresCommand } from './figures.ts'
import { addFollowUpCommand } from './follow-up.ts'
import { addForkCommand } from './fork.ts'
import { addGcCommand } from './gc.ts'
import { addMcpCommand } from './mcp.ts'
import { addRecoverCommand } from './recover.ts'
import { addResolveCommand } from './resolve.ts'
import { addBringUpToDateCommand } from './bring-up-to-date.ts'
import { addRollBackCommand } from './roll-back.ts'
import { addRulesCommand } from './rules.ts'
import { addTaskCommand } from './task.ts'
import { tellLongGits } from './tell-long-gits.ts'
import { addUndoCommand } from './undo.ts'
import { lookAtWorktree } from './look-at-worktree.ts'
import { openedRepository } from './opened-repository.ts'
import type { ProposedReview } from '#shared/domain/review/proposed-review.ts'
import { subjectOf } from '#shared/domain/review/decision-subject.ts'

/** Runs one command line; gives the exit code. */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const context: Context = {
    ...options,
    async withClient(work, purpose = 'look') {
      const connection = await options.connect(purpose)
      const quiet = tellLongGits(connection.client, options.gitPatience)
      try {
        return await work(connection.client)
      } finally {
        quiet()
        await connection.close()
      }
    },
    show: (asJson, value, text) => options.print(asJson ? json(value) : plainLines(text)),
    async repository(client, folder) {
      const opened = await client.repository.open({ path: path.resolve(options.folder, folder ?? '.') })
      return expectOk(opened).id
    },
  }
  try {
    await buildProgram(context).parseAsync([...argv], { from: 'user' })
    return exitCode.done
  } catch (thrown) {
    const error = isRefusal(thrown) ? new CommandFailure({ kind: 'agent', message: thrown.message }) : thrown
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage
    const failure = error instanceof CommandFailure ? error : await answeredFailure(error)
    if (!failure) throw error
    if (argv.includes('--json') && !failure.told) options.print(json({ error: failure.failure }))
    process.stderr.write(`winnow: ${plain(failure.message.trim())}\n`)
    return failure.exitCode
  }
}

/** An error that the workbench answered with, as the failure that ends the command; null for any other. */
async function answeredFailure(error: unknown): Promise<CommandFailure | null> {
  // Only here: a command that asks the workbench for nothing has no need of its client.
  const { answeredWith, refusedInput } = await import('#shared/rpc/client.ts')
  const refused = refusedInput(error)
  if (refused !== null)
    return usage(
      `The workbench does not take this (${refused}). Nothing was changed. Check the ids you gave.`,
    )
  const message = answeredWith(error)
  return message === null ? null : new CommandFailure({ kind: 'failed', message })
}

function buildProgram(context: Context): Command {
  const program = new Command('winnow')
    .description('Review what coding agents did, hunk by hunk, and land exactly what you accepted.')
    .version(context.version)
    .exitOverride()
    .showHelpAfterError('(winnow --help lists the commands)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 failed; 2 wrong usage; 3 not found; 4 refused, nothing was changed (conflict, file in\nthe way, moved branch, wrong state); 5 the data folder or its owner cannot be used; 6 the session failed.\n\nThe data folder is WINNOW_HOME, else the usual place of the system.',
    )
  const add = (spec: string, description: string): Command =>
    program.command(spec).description(description).exitOverride().option('--json', 'print one line of JSON')

  add('open [path]', 'open a repository in the workbench, or print a fresh link to it').action(
    async (folder: string | undefined, flags: JsonOption) => {
      const opened = await context.open(path.resolve(context.folder, folder ?? '.'))
      context.show(flags.json, opened, opened.message)
    },
  )
  program
    .command('serve [path]')
    .description('serve the workbench on loopback and print the link')
    .exitOverride()
    .option('--port <number>', 'the port; any free one when absent', (text) => parsePort(text))
    .action(async (folder: string | undefined, flags: { port?: number }) => {
      await context.serve({
        port: flags.port,
        path: folder === undefined ? undefined : path.resolve(context.folder, folder),
      })
    })
  addTaskCommand(add, context)
  addFollowUpCommand(add, context)
  addCompactCommand(add, context)
  addAnswerCommand(add, context)
  addRulesCommand(add, context)
  addReviewCommands(add, context)
  addLandingCommands(add, context)
  addUndoCommand(add, context)
  addForkCommand(add, context)
  addRollBackCommand(add, context)
  addBringUpToDateCommand(add, context)
  addResolveCommand(add, context)
  addRecoverCommand(add, context)
  addAdoptCommand(add, context)
  addDiscardCommand(add, context)
  addGcCommand(add, context)
  addMcpCommand(add, context)
  addFiguresCommand(add, context)
  addDoctorCommand(add, context)
  return program
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage(`"${text}" is no port number.`)
  return port
}

function addReviewCommands(add: Add, context: Context): void {
  add('review [range]', 'review changes that exist: A..B, a branch, a commit, or --uncommitted ones')
    .option('--repo <folder>', 'the repository; the current folder when absent')
    .option('--uncommitted', 'the uncommitted changes of the checkout')
    .option('--base <name>', 'what a branch is held against')
    .option('--exact', 'compare both ends of A..B as they are, also where A has moved on since B left it')
    .option('--title <text>', 'the session’s title')
    .action(
      async (
        range: string | undefined,
        flags: JsonOption & {
          repo?: string
          uncommitted?: boolean
          base?: string
          exact?: boolean
          title?: string
        },
      ) => {
        if ((range === undefined) === !flags.uncommitted)
          throw usage('Say what to review: a range or branch, or --uncommitted.')
        if (flags.exact && flags.uncommitted) throw usage('--exact is for ranges.')
        await context.withClient(async (client) => {
          const repository = await context.repository(client, flags.repo)
          const source =
            range === undefined
              ? ({ kind: 'uncommitted' } as const)
              : ({ kind: 'range', range, base: flags.base, exact: flags.exact } as const)
          const made = expectOk(await client.session.review({ repository, source, title: flags.title }))
          context.show(flags.json, made, made.session)
          // Beside the answer, which scripts take for the session's id.
          if (made.notice !== null && !flags.json) process.stderr.write(`winnow: ${plain(made.notice)}\n`)
        })
      },
    )
  add('refresh <session>', 'take a new revision if what the session looks at moved').action(
    async (session: string, flags: JsonOption) => {
      await context.withClient(async (client) => {
        const refreshed = expectOk(await client.session.refresh({ session }))
        context.show(flags.json, refreshed, `r${refreshed.revision}`)
      })
    },
  )
  add('end <session>', 'end what its turns left running').action(
    async (session: string, flags: JsonOption) => {
      await context.withClient(async (client) => {
        const done = expectOk(await client.session.endProcesses({ session }))
        context.show(flags.json, done, `Ended ${countOf(done.ended, 'process', 'processes')}.`)
      })
    },
  )
  add('sessions', 'list sessions')
    .option('--repo <folder>', 'only those of this repository')
    .option('--all', 'discarded ones too')
    .action(async (flags: JsonOption & { repo?: string; all?: boolean }) => {
      await context.withClient(async (client) => {
        const repository =
          flags.repo === undefined
            ? null
            : ((await openedRepository(client, path.resolve(context.folder, flags.repo))) ??
              (await context.repository(client, flags.repo)))
        const sessions = (await client.session.list()).filter(
          (session) =>
            (flags.all || session.discardedAt === null) &&
            (repository === null || session.repository === repository),
        )
        context.show(flags.json, { sessions }, sessionTable(sessions))
      }, 'read')
    })
  add('show <session>', 'show one session').action(async (session: string, flags: JsonOption) => {
    await context.withClient(async (client) => {
      await lookAtWorktree(client, session)
      const found = expectOk(await client.session.get({ session }))
      context.show(flags.json, found, sessionText(found))
    }, 'read')
  })
  add('changeset <session>', 'every hunk with its id, place, kind and decision')
    .option('--revision <number>', 'an older revision', Number)
    .option('--units', 'what one key decides each, in the order of reading, with its hunks')
    .action(async (session: string, flags: JsonOption & { revision?: number; units?: boolean }) => {
      await context.withClient(async (client) => {
        if (flags.units === true) {
          const { units } = expectOk(await client.changeset.units({ session, number: flags.revision }))
          context.show(flags.json, { units }, unitsText(units))
          return
        }
        const changeset = expectOk(await client.changeset.get({ session, number: flags.revision }))
        const proposed = await proposedOf(client, changeset, flags.revision)
        context.show(flags.json, changesetJson(changeset, proposed), changesetText(changeset, proposed))
      }, 'read')
    })
  add(
    'decide <session> [words...]',
    'decide hunks or units: `accept ID…`, `ID=reject`, or JSON lines on standard input',
  )
    .option('--all', 'every hunk: `decide ID --all accept`')
    .option('--file <path...>', 'every hunk of these files')
    .option('--accept', 'the verdict for --all or --file')
    .option('--reject', 'the verdict for --all or --file')
    .option('--defer', 'the verdict for --all or --file')
    .action(async (session: string, words: string[], flags: JsonOption & DecideFlags) => {
      await context.withClient(async (client) => {
        const decisions = await decisionsOf(client, context, session, words, flags)
        if (decisions.length === 0) throw usage('No decision was given.')
        const counts = expectOk(
          await client.review.decide({
            session,
            decisions: decisions.map(({ hunk, verdict }) => ({ ...subjectOf(hunk), verdict })),
          }),
        )
        context.show(
          flags.json,
          counts,
          `${counts.decided} decided: ${counts.accepted} accepted, ${counts.rejected} rejected, ${counts.deferred} deferred; ${counts.undecided} undecided`,
        )
      })
    })
}

/** What the agent proposed for the reading of the newest revision; an older Winnow that owns the folder can't tell. */
async function proposedOf(
  client: WorkbenchClient,
  { session }: { readonly session: string },
  revision: number | undefined,
): Promise<ProposedReview | null> {
  if (revision !== undefined) return null
  const proposed = await client.changeset.proposed({ session })
  return proposed.ok ? proposed.value : null
}

interface DecideFlags {
  readonly all?: boolean
  readonly file?: readonly string[]
  readonly accept?: boolean
  readonly reject?: boolean
  readonly defer?: boolean
}

async function decisionsOf(
  client: WorkbenchClient,
  context: Context,
  session: string,
  words: readonly string[],
  flags: DecideFlags,
): Promise<readonly Decision[]> {
  const given = (['accept', 'reject', 'defer'] as const).filter((verdict) => flags[verdict])
  if (flags.all || flags.file) {
    // `--file a b accept` reads the verdict as one more path.
    const trailing = [...words, ...(flags.file ?? [])].filter((word) =>
      ['accept', 'reject', 'defer', 'undecided'].includes(word),
    )
    const verdicts = [...given, ...trailing]
    if (verdicts.length !== 1) throw usage('Give one verdict for --all or --file: accept, reject or defer.')
    const verdict = verdicts[0] === 'undecided' ? null : (verdicts[0] as 'accept' | 'reject' | 'defer')
    const paths = flags.all ? null : (flags.file ?? []).filter((word) => !trailing.includes(word))
    const changeset = expectOk(await client.changeset.get({ session }))
    const decisions = decideFiles(changeset, paths, verdict)
    if (!decisions.ok) throw new CommandFailure({ kind: 'notFound', message: decisions.error })
    return decisions.value
  }
  const parsed =
    words.length > 0 || given.length > 0
      ? parseWords([...given, ...words])
      : parseLines(await context.readStdin())
  if (!parsed.ok) throw usage(parsed.error)
  if (!parsed.value.some(({ hunk }) => isUnitId(hunk))) return parsed.value
  const { units } = expectOk(await client.changeset.units({ session }))
  const spelled = decideUnits(parsed.value, units)
  if (!spelled.ok) throw new CommandFailure({ kind: 'unknownHunk', message: spelled.error })
  return spelled.value
}

function addLandingCommands(add: Add, context: Context): void {
  add('land <session>', 'put exactly the accepted changes on a branch')
    .option('--branch <name>', 'the branch; one that does not exist is made at the session’s base')
    .option('--message <text>', 'the commit message; drafted from the task when absent')
    .option('--checkout', 'put them, uncommitted, into the checkout instead')
    .option('--with-marks', 'land marks of conflicts that nobody resolved: they belong there')
    .option('--name <name>', 'your name, where git has none or names another since agents ran')
    .option('--email <address>', 'your address, likewise')
    .action(
      async (
        session: string,
        flags: JsonOption & {
          branch?: string
          message?: string
          checkout?: boolean
          withMarks?: boolean
          name?: string
          email?: string
        },
      ) => {
        await context.withClient(async (client) => {
          if (flags.checkout) {
            const applied = expectOk(await client.landing.applyToCheckout({ session }))
            context.show(
              flags.json,
              applied,
              `${applied.files} files changed in the checkout, nothing committed`,
            )
            return
          }
          const branch = flags.branch ?? expectOk(await client.landing.preview({ session })).branch
          const identity = flags.name && flags.email ? { name: flags.name, email: flags.email } : undefined
          // Beside it: what is told of the worktree is nothing that a landing waits for.
          const changed = lookAtWorktree(client, session)
          const landed = expectOk(
            await client.landing.land({
              ...{ session, branch, message: flags.message, identity },
              withMarks: flags.withMarks,
            }),
          )
          const text = landed.landing
            ? `Landed on ${branch}: ${landed.commit}${byAuthor(landed.author)}`
            : `${await whyNothing(client, session, branch)}, so nothing was committed. ${branch} is at ${landed.commit}.`
          context.show(flags.json, landed, plain(text))
          if (!flags.json)
            for (const notice of landed.notices) process.stderr.write(`winnow: ${plain(notice)}\n`)
          const change = await changed
          if (change !== null && !flags.json)
            process.stderr.write(`winnow: ${plain(change)} That did not land.\n`)
        })
      },
    )
  add('export <session>', 'print the accepted changes as a patch for `git am`')
    .option('--output <file>', 'write it to a file instead')
    .option('--message <text>', 'the commit message')
    .action(async (session: string, flags: JsonOption & { output?: string; message?: string }) => {
      await context.withClient(async (client) => {
        const patch = expectOk(await client.landing.exportPatch({ session, message: flags.message }))
        const bytes = Buffer.from(patch.base64, 'base64')
        if (flags.output !== undefined) {
          const file = path.resolve(context.folder, flags.output)
          await writeFile(file, bytes)
          context.show(flags.json, { file, bytes: bytes.length, notice: patch.notice }, file)
        } else if (flags.json) context.print(json(patch))
        else process.stdout.write(bytes)
        if (patch.notice !== null && !flags.json) process.stderr.write(`winnow: ${patch.notice}\n`)
      }, 'read')
    })
}

async function whyNothing(client: WorkbenchClient, session: string, branch: string): Promise<string> {
  const { counts } = expectOk(await client.session.get({ session }))
  return counts && counts.accepted > 0
    ? `All that is accepted is on ${branch} already`
    : 'Nothing is accepted'
}

/**
 * Standard input to its end, however late it comes; nothing when it is a terminal. Read as a stream: a pipe whose writer
 * is slow has nothing yet, which a synchronous read takes for an error.
 */
export function readStandardInput(): Promise<string> {
  return isatty(0) ? Promise.resolve('') : wholeText(process.stdin)
}
