import path from 'node:path'
import { countOf } from '#shared/base/quantity-text.ts'
import type { Inspected } from '../store/recover.ts'
import { isNothing, type Lost } from '../store/whole-rows.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, exitCode, expectOk, usage } from './outcome.ts'

interface Flags extends JsonOption {
  readonly whole?: boolean
  readonly copy?: string
}

/** Adds `winnow recover`: what to do about a damaged database. */
export function addRecoverCommand(add: Add, context: Context): void {
  add('recover', 'say what of the database is damaged, and go on with what is whole or with a copy')
    .option('--whole', 'go on with all that is whole; the damaged database is kept')
    .option('--copy <file>', 'go on with a copy, or with the newest one (`newest`); the database is kept')
    .action(async (flags: Flags) => {
      if (flags.whole && flags.copy !== undefined) throw usage('Say either --whole or --copy.')
      if (!flags.whole && flags.copy === undefined) {
        tell(context, flags, expectOk(await context.inspect()))
        return
      }
      const recovery = await context.recover()
      try {
        const found = recovery.inspect()
        if (flags.copy !== undefined) {
          const newest = found.ok ? found.value.copies[0]?.file : undefined
          const file = flags.copy === 'newest' ? newest : path.resolve(context.folder, flags.copy)
          if (file === undefined) throw usage('There is no copy. Name the file of one.')
          const { kept } = expectOk(recovery.useCopy(file))
          const text = `Winnow goes on with ${file}. What came after it is only in ${kept}, where the database of before is kept.`
          context.show(flags.json, { copy: file, kept }, text)
          return
        }
        const inspected = expectOk(found)
        const { kept, lost } = expectOk(recovery.keepWhole())
        const text = [
          `Winnow goes on with what is whole. ${kept} is the database of before.`,
          ...lostText(lost, inspected),
        ]
        context.show(flags.json, { kept, lost: lostJson(lost, inspected) }, text.join('\n'))
      } finally {
        recovery.close()
      }
    })
}

function tell(context: Context, flags: Flags, inspected: Inspected): void {
  const { lost, why, copies } = inspected
  const isWhole = lost !== null && isNothing(lost)
  const copyLines = copies.map(({ file, at }) => `copy of ${new Date(at).toISOString()}: ${file}`)
  const lines = lost === null ? [`The database can't be read (${why ?? ''}).`] : lostText(lost, inspected)
  const remedies = [
    lost !== null && lost.unknownEvents === 0
      ? '`winnow recover --whole` goes on with the rest.'
      : 'It can’t be said what else that touches, so only a copy can be gone on with.',
    copies.length > 0
      ? '`winnow recover --copy newest` goes on with the newest copy instead.'
      : 'There are no copies.',
  ]
  context.show(
    flags.json,
    {
      whole: isWhole,
      lost: lost && lostJson(lost, inspected),
      copies: copies.map(({ file, at }) => ({ file, at })),
    },
    (isWhole ? ['The database is whole.', ...copyLines] : [...lines, ...copyLines, remedies.join(' ')]).join(
      '\n',
    ),
  )
  if (!isWhole)
    throw new CommandFailure(
      { kind: 'corrupt', message: 'The database is damaged; see above. Nothing was changed.' },
      exitCode.failed,
      true,
    )
}

/** A sentence for each kind of loss; none without any. */
function lostText(lost: Lost, { titles }: Pick<Inspected, 'titles'>): readonly string[] {
  const named = (id: string): string => {
    const title = titles.get(id)
    return title === undefined ? id : `${id} (${title})`
  }
  return [
    ...lost.streams.map((stream) => {
      const [kind, id = ''] = stream.split('/')
      if (kind === 'session')
        return `Lost: session ${named(id)}, with its decisions and its timeline. Its worktree and its references are left where they are.`
      if (kind === 'review') return `Lost: the decisions of session ${named(id)}. It is undecided.`
      if (kind === 'landing')
        return 'Lost: the journal of landings. A landing that was under way is neither finished nor taken back, and earlier ones can’t be undone.'
      return `Lost: ${stream}.`
    }),
    ...lost.documents.map((name) => `Lost: ${documentText(name)}.`),
    ...[...lost.steps].map(
      ([session, steps]) => `Lost: ${countOf(steps, 'step')} of the timeline of session ${session}.`,
    ),
    ...(lost.unknownEvents > 0
      ? [
          `Lost: ${countOf(lost.unknownEvents, 'entry', 'entries')} of which nobody can say to what they belong.`,
        ]
      : []),
    ...lost.torn.map(
      (table) => `Of the ${table === 'timeline' ? 'timelines' : 'documents'} more may be missing.`,
    ),
  ]
}

function documentText(name: string): string {
  const [kind, rest = ''] = name.split(/\/(.*)/s)
  switch (kind) {
    case 'settings':
      return 'the settings'
    case 'history':
      return 'the history of prompts'
    case 'draft':
      return `the draft ${rest}`
    case 'repository':
      return `what is known of the repository ${rest}`
    case 'waiting':
      return `the follow-ups that waited in session ${rest}`
    case 'counts':
      return `the figures of session ${rest}, which are counted again`
    default:
      return `the document ${name}`
  }
}

function lostJson(lost: Lost, { titles }: Pick<Inspected, 'titles'>): unknown {
  const { streams, documents, steps, unknownEvents, torn } = lost
  return {
    streams: streams.map((stream) => ({ stream, title: titles.get(stream.split('/')[1] ?? '') ?? null })),
    documents,
    steps: Object.fromEntries(steps),
    unknownEvents,
    torn,
  }
}
