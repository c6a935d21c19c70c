import { countOf } from '#shared/base/quantity-text.ts'
import { groupOf } from '#shared/domain/session/queue.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { failureOf } from '#shared/domain/session/words.ts'
import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { Changeset, DecidedHunk } from '#shared/domain/review/decided.ts'
import { orderFiles } from '#shared/domain/order/order-files.ts'
import type { Unit } from '#shared/domain/unit/unit.ts'
import type { PlacedPin, ProposedReview } from '#shared/domain/review/proposed-review.ts'
import { worktreeChangeText } from '#shared/domain/session/worktree-change.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { askLines } from './answer.ts'
import type { Session } from '#shared/domain/session/session.ts'

/** Text from a repository or an agent, made safe for a terminal: control characters become visible marks. */
export function plain(text: string): string {
  return wordsForDisplay(text)
}

/** Lines of text, each made safe for a terminal. */
export function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n')
}

/** What a terminal could take for a command, or what turns text, although JSON allows it as it is. */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** One line of JSON. Lone surrogates (odd bytes of paths) and what a terminal could obey come out as escapes. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(
    unsafe,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function pad(text: string, width: number): string {
  return text.length >= width ? text : text + ' '.repeat(width - text.length)
}

/** What of a session has landed and where, for people: "3 files on main"; null where nothing is. */
function landedText({ landings }: Session): string | null {
  const held = landings.filter(({ undone }) => !undone)
  const last = held.at(-1)
  if (last === undefined) return null
  const words = `${countOf(last.files, 'file')} on ${pathForDisplay(last.target)}`
  return held.length === 1 ? words : `${held.length} times, last ${words}`
}

/** How a session stands, as the queue says it, and how much of it that is about. */
function standing(session: Session): readonly [state: string, size: string] {
  const landed = landedText(session)
  if (session.discardedAt !== null) return ['discarded', landed === null ? '' : `landed ${landed}`]
  if (groupOf(summaryOf(session)) === 'landed') return ['landed', landed ?? '']
  const { counts, state } = session
  const decided = counts === null ? '' : `${counts.hunks - counts.undecided}/${counts.hunks} decided`
  return [state, landed === null ? decided : `${decided}, landed ${landed}`]
}

function stateText(session: Session): string {
  const [state, size] = standing(session)
  return `${state}: ${state === 'landed' ? size : plain(failureOf(session.activity).message)}`
}

/** A table of sessions for people. */
export function sessionTable(sessions: readonly Session[]): string {
  if (sessions.length === 0)
    return 'No sessions yet. `winnow task` starts one; `winnow review` looks at changes that exist.'
  const rows = sessions.map((session) => ({ session, standing: standing(session) }))
  const width = Math.max(16, ...rows.map((row) => row.standing[1].length))
  return rows
    .map(({ session, standing: [state, size] }) => {
      const line = [pad(session.id, 12), pad(state, 10), pad(size, width), plain(session.title)].join(' ')
      return [line, ...askLines(session)].join('\n')
    })
    .join('\n')
}

/** Whose commit a landing is, after what it is. */
export function byAuthor(author: Identity | null): string {
  return author === null ? '' : `, by ${author.name} <${author.email}>`
}

/** Everything about one session for people. */
export function sessionText(session: Session): string {
  const lines = [
    plain(session.title),
    `session    ${session.id}`,
    `state      ${stateText(session)}`,
    `agent      ${session.agent.label ?? session.agent.kind}`,
    `base       ${pathForDisplay(session.baseName)} (${session.baseCommit.slice(0, 12)})`,
    `revisions  ${session.revisions.map((revision) => `r${revision.number}`).join(' ') || 'none yet'}`,
  ]
  if (session.worktree)
    lines.push(
      `worktree   ${pathForDisplay(session.worktree)}${session.worktreeMissing ? ' (not in its place; it is looked for at each start)' : ''}`,
    )
  const newest = session.revisions.at(-1)
  if (session.worktreeChange && newest)
    lines.push(
      `changed    ${plain(worktreeChangeText(session.worktreeChange, newest.number))} \`winnow refresh\` takes it as r${newest.number + 1}.`,
    )
  if (session.counts) {
    const { hunks, files, undecided, accepted, rejected, deferred } = session.counts
    lines.push(
      `hunks      ${hunks} in ${countOf(files, 'file')}: ${undecided} undecided, ${accepted} accepted, ${rejected} rejected, ${deferred} deferred`,
    )
  }
  lines.push(...askLines(session))
  for (const { id, text, mode, client } of session.waiting)
    lines.push(
      `waits      ${id}: ${plain(text)}${mode === undefined ? '' : ` (mode ${plain(mode)})`}${client ? ' (from the command line)' : ''}`,
    )
  for (const landing of session.landings)
    lines.push(
      `landed     ${countOf(landing.files, 'file')} on ${pathForDisplay(landing.target)}${landing.client ? ', from the command line' : ''}${landing.undone ? ' (undone)' : ''}`,
    )
  return lines.join('\n')
}

const marks = { accept: '✓', reject: '✗', defer: '…' } as const

function hunkText(hunk: DecidedHunk): string {
  const place =
    hunk.kind === 'text' ? `-${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines}` : hunk.kind
  const mark = hunk.decision ? marks[hunk.decision] : '·'
  const edited = hunk.editedBy ? '  (your edit)' : ''
  const outside = hunk.outsidePlan === true ? '  (outside the plan)' : ''
  const sign = hunk.reading?.reason == null ? '' : `  (${plain(hunk.reading.reason)})`
  return `  ${mark} ${hunk.id}  ${place}${edited}${outside}${sign}${hunk.client ? '  (from the command line)' : ''}`
}

/** A changeset for people, in the order of reading: each file with its reason and its hunks, and at them what the agent pinned. */
export function changesetText(changeset: Changeset, proposed: ProposedReview | null = null): string {
  const lines = [`r${changeset.number}: ${countOf(changeset.files.length, 'file')}`]
  if (proposed !== null && proposed.explanation !== '')
    lines.push(
      'the agent explains:',
      ...plainLines(proposed.explanation)
        .split('\n')
        .map((line) => `  ${line}`),
    )
  const pins = proposed?.pins ?? []
  for (const { file, reading } of orderFiles(changeset.files, 'reading')) {
    const from = file.oldPath === null ? '' : `${pathForDisplay(file.oldPath)} → `
    const why = reading.reason === null ? '' : `  (${plain(reading.reason)})`
    lines.push(`${file.change} ${from}${pathForDisplay(file.path)}${why}`)
    for (const hunk of file.hunks)
      lines.push(hunkText(hunk), ...pins.filter((pin) => pin.hunk === hunk.id).map(pinText))
  }
  for (const pin of pins.filter(({ hunk }) => hunk === null))
    lines.push(`pinned outside the changes: ${pathForDisplay(pin.path)} (${plain(pin.reason)})`)
  for (const left of changeset.leftOut)
    lines.push(`left out: ${pathForDisplay(left.path)} (${plain(left.reason)})`)
  return lines.join('\n')
}

function pinText({ line, reason, state }: PlacedPin): string {
  const place =
    state === 'changed' ? 'of lines that changed since' : line === null ? 'of the file' : `line ${line}`
  return `      pinned ${place}: ${plain(reason)}`
}

/** The changeset in the fixed JSON shape of the command line. */
export function changesetJson(changeset: Changeset, proposed: ProposedReview | null = null): unknown {
  return {
    session: changeset.session,
    number: changeset.number,
    base: changeset.base,
    revision: changeset.revision,
    files: changeset.files,
    leftOut: changeset.leftOut,
    proposed,
  }
}

/** Units for people: each with its id, its kind, why it is one, and its hunks. */
export function unitsText(units: readonly Unit[]): string {
  return units
    .flatMap(({ id, kind, reason, hunks, proof, left, reading }) => [
      `${id}  ${pad(kind, 10)} ${wordsForDisplay(reason)}${reading?.reason == null ? '' : `  (${plain(reading.reason)})`}`,
      ...[proof, left].flatMap((words) => (words == null ? [] : [`    ${wordsForDisplay(words)}`])),
      ...hunks.map((hunk) => `    ${hunk}`),
    ])
    .join('\n')
}
