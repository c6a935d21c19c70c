import type { ActClient, DecidedFile, DecidedHunk, Effect } from './decided.ts'
import type { FileDiff, Hunk } from '../changeset/file-diff.ts'
import type { DecisionCounts } from '../changeset/counts.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import { computeGroups } from '../changeset/coexist.ts'
import { areExclusive, type FittedEdit, type RangedEdit } from './after-text.ts'
import type { Ledger } from './ledger.ts'
import type { DecisionRecord } from './ledger-state.ts'
import { clientOf } from './ledger-values.ts'
import { basePathOf } from './outcome.ts'
import { findSuperseded } from './superseded.ts'

/** What a revision's files and the ledger have to do with each other, worked out once for both. */
export interface Projection {
  readonly ledger: Ledger
  readonly groups: ReadonlyMap<string, string>
  readonly members: ReadonlyMap<string, readonly string[]>
  /** What each group's hunks agree on, filled in when asked; clear it when decisions change. */
  readonly groupEffects: Map<string, Effect>
  /** The own edit that covers a hunk, where it holds. */
  readonly editOf: ReadonlyMap<string, RangedEdit>
  readonly editsOf: ReadonlyMap<string, readonly FittedEdit[]>
  /** Decided hunks that are not in this revision, by their path in the base. */
  readonly absent: ReadonlyMap<string, readonly DecisionRecord[]>
}

/** Prepares the projection. `fitted` are all own edits of the ledger against these files. */
export function prepareProjection(
  files: readonly FileDiff[],
  ledger: Ledger,
  fitted: readonly FittedEdit[],
): Projection {
  const present = new Set(files.flatMap((file) => file.hunks.map((hunk) => hunk.id)))
  const recut = ledger.recutHunks()
  const absent = new Map<string, DecisionRecord[]>()
  for (const [hunk, record] of ledger.records()) {
    if (present.has(hunk) || recut.has(hunk)) continue
    const others = absent.get(record.place.path)
    if (others) others.push(record)
    else absent.set(record.place.path, [record])
  }
  const groups = computeGroups(files)
  const members = new Map<string, string[]>()
  for (const [hunk, group] of groups) {
    const others = members.get(group)
    if (others) others.push(hunk)
    else members.set(group, [hunk])
  }
  const editsOf = new Map<string, FittedEdit[]>()
  const editOf = new Map<string, RangedEdit>()
  const holding = holdingEdits(fitted, (one) =>
    one.touches.every((hunk) => {
      const group = groups.get(hunk)
      const others = group === undefined ? [] : (members.get(group) ?? [])
      return others.every((id) => one.touches.includes(id) || ledger.record(id)?.verdict === 'accept')
    }),
  )
  for (const one of fitted) {
    const holds = holding.has(one)
    if (holds) for (const hunk of one.touches) editOf.set(hunk, one.edit)
    const others = editsOf.get(one.edit.basePath)
    if (others) others.push({ ...one, holds })
    else editsOf.set(one.edit.basePath, [{ ...one, holds }])
  }
  return { ledger, groups, members, groupEffects: new Map(), editOf, editsOf, absent }
}

/**
 * The edits that take effect. One that did not hold while another was made in its place may hold again: of two that
 * exclude each other, the person's newer one stands.
 */
function holdingEdits(
  fitted: readonly FittedEdit[],
  isTogether: (one: FittedEdit) => boolean,
): ReadonlySet<FittedEdit> {
  const holding = new Set<FittedEdit>()
  for (const one of fitted.toReversed()) {
    if (!one.holds || !isTogether(one)) continue
    const excluded = [...holding].some(
      (newer) => newer.edit.basePath === one.edit.basePath && areExclusive(one, newer),
    )
    if (!excluded) holding.add(one)
  }
  return holding
}

/** One file with the decisions that count for it. */
export function projectFile(file: FileDiff, projection: Projection): DecidedFile {
  const basePath = basePathOf(file)
  const edits = projection.editsOf.get(basePath) ?? []
  const absent = projection.absent.get(basePath)
  const open = absent
    ? file.hunks.filter(
        ({ id }) => effectOf(id, projection).verdict === null && !projection.ledger.record(id),
      )
    : []
  const superseded = absent ? findSuperseded(open, absent) : new Map<string, DecisionRecord>()
  return {
    ...file,
    hunks: file.hunks.map((hunk) => projectHunk(hunk, projection, superseded.get(hunk.id))),
    edits: edits.map(({ edit: { id, oldStart, oldLines, replaced, bytes, client }, holds }) => {
      return { id, basePath, oldStart, oldLines, replaced, bytes, ...from(client), holds }
    }),
  }
}

function projectHunk(
  hunk: Hunk,
  projection: Projection,
  superseded: DecisionRecord | undefined,
): DecidedHunk {
  const editedBy = projection.editOf.get(hunk.id)?.id ?? null
  const group = projection.groups.get(hunk.id) ?? null
  const { verdict: decision, client, reason } = effectOf(hunk.id, projection)
  const record = projection.ledger.record(hunk.id)
  return {
    ...hunk,
    decision,
    ...from(client),
    ...because(reason),
    editedBy,
    cameBack: decision === 'reject' && record?.absent === true,
    supersedes: superseded
      ? {
          hunk: superseded.hunk,
          verdict: superseded.verdict,
          revision: superseded.revision,
          ...from(clientOf(superseded.by)),
        }
      : null,
    group,
  }
}

/** The field, only where there is something to say: most hunks are decided at a window, and each is sent to each page. */
function from(client: ActClient | undefined): Pick<Effect, 'client'> {
  return client === undefined ? {} : { client }
}

/** The reason, only where one was given. */
function because(reason: string | null | undefined): Pick<Effect, 'reason'> {
  return reason === undefined || reason === null || reason === '' ? {} : { reason }
}

/**
 * The verdict that counts: "accept" under an own edit, else the ledger's; of a group whose hunks do not agree (they were
 * decided in different revisions), none. It is a command line's where one decided any hunk of the group.
 */
export function effectOf(hunk: string, projection: Projection): Effect {
  const group = projection.groups.get(hunk)
  if (group === undefined) return ownEffect(hunk, projection)
  const known = projection.groupEffects.get(group)
  if (known !== undefined) return known
  const effects = (projection.members.get(group) ?? []).map((id) => ownEffect(id, projection))
  const verdict = effects[0]?.verdict ?? null
  const agreed: Effect =
    verdict !== null && effects.every((one) => one.verdict === verdict)
      ? {
          verdict,
          ...from(effects.find(({ client }) => client !== undefined)?.client),
          ...because(effects.find(({ reason }) => reason !== undefined)?.reason),
        }
      : { verdict: null }
  projection.groupEffects.set(group, agreed)
  return agreed
}

function ownEffect(hunk: string, { editOf, ledger }: Projection): Effect {
  const edit = editOf.get(hunk)
  if (edit) return { verdict: 'accept', ...from(edit.client) }
  const record = ledger.record(hunk)
  if (!record) return { verdict: null }
  const { verdict, by, reason } = record
  return { verdict, ...from(clientOf(by)), ...(verdict === 'reject' ? because(reason) : {}) }
}

/** Of a changeset without files, to be added to. */
export function noCounts(): { -readonly [name in keyof SessionCounts]: number } {
  return {
    files: 0,
    hunks: 0,
    undecided: 0,
    accepted: 0,
    rejected: 0,
    deferred: 0,
    added: 0,
    deleted: 0,
  }
}

/** Counts over decided files. Lines are those of text hunks. */
export function countFiles(files: readonly DecidedFile[]): SessionCounts {
  const counts = noCounts()
  for (const file of files) {
    counts.files += 1
    for (const hunk of file.hunks) {
      counts.hunks += 1
      if (hunk.decision === 'accept') counts.accepted += 1
      else if (hunk.decision === 'reject') counts.rejected += 1
      else if (hunk.decision === 'defer') counts.deferred += 1
      else counts.undecided += 1
      if (hunk.kind !== 'text') continue
      counts.added += hunk.newLines
      counts.deleted += hunk.oldLines
    }
  }
  return counts
}

export function decisionCounts(counts: SessionCounts): DecisionCounts {
  const { accepted, rejected, deferred, undecided, hunks } = counts
  return { decided: hunks - undecided, accepted, rejected, deferred, undecided, hunks }
}
