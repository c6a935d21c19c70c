import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { zeroSeparated } from '../git/paths.ts'
import type { GitCall, GitFailure, GitOutput } from '../git/run.ts'
import { withIndexCopy } from './checkout-update.ts'
import type { Checkout } from './checkouts.ts'
import { failure } from './failures.ts'
import { differingFiles, type Looking } from './obstacles.ts'
import { ancestors, kindOf } from './places.ts'
import { readIndex, submoduleMode, type IndexEntry, type PathChange } from './tree-entries.ts'

/** Why files alone can't say a change in a checkout: git would not see it there, or see another one. */
type Reason = 'sparse' | 'hidden' | 'submodule' | 'mode' | 'link' | 'spelling'

/** A change that a checkout can't hold as an uncommitted one. */
interface Unheld {
  readonly path: string
  readonly why: Reason
}

/** What a checkout's configuration says of its disk and of what is checked out. */
interface CheckoutFacts {
  readonly fileMode: boolean
  readonly symlinks: boolean
  readonly ignoreCase: boolean
  readonly sparse: boolean
}

const executable = '100755'
const link = '120000'

/**
 * The changes that would not be uncommitted changes of a checkout after their files are written, since its index stays
 * as it is. Reads only; `obstacles` tells what is in the way of the rest.
 *
 * @param to the tree that the checkout shall show
 */
export async function unheldChanges(
  looking: Looking,
  checkout: Checkout,
  index: readonly IndexEntry[],
  changes: readonly PathChange[],
  to: string,
): Promise<Result<readonly Unheld[], GitFailure>> {
  const facts = await readFacts(looking)
  if (!facts.ok) return facts
  const outside = await outsideSparse(looking, checkout, facts.value, changes, to)
  if (!outside.ok) return outside
  const entries = new Map(index.map((entry) => [entry.path, entry]))
  const spelled = facts.value.ignoreCase
    ? spellings([...index, ...changes.filter((change) => change.new)])
    : null
  const found: Unheld[] = []
  for (const change of changes) {
    const entry = entries.get(change.path)
    const why = outside.value.has(change.path)
      ? 'sparse'
      : entry?.skipped === true
        ? facts.value.sparse
          ? 'sparse'
          : 'hidden'
        : entry?.assumed === true
          ? 'hidden'
          : unsaidByFile(change, facts.value, spelled)
    if (why !== null) found.push({ path: change.path, why })
  }
  return ok(found)
}

/**
 * The changed paths of which the sparse checkout, if it is one, has no file: git would take theirs away instead of
 * writing it. git itself is asked, in an empty folder and with an index of its own.
 */
export async function sparseChanges(
  looking: Looking,
  checkout: Checkout,
  changes: readonly PathChange[],
  to: string,
): Promise<Result<readonly Unheld[], GitFailure>> {
  const facts = await readFacts(looking)
  if (!facts.ok) return facts
  const outside = await outsideSparse(looking, checkout, facts.value, changes, to)
  return outside.ok ? ok([...outside.value].map((each) => ({ path: each, why: 'sparse' }))) : outside
}

/**
 * The changes that git does not see in a checkout after their files were written, by the checkout's own index and
 * configuration: as when line endings that differ are the same to it.
 */
export async function unseenChanges(
  looking: Looking,
  checkout: Checkout,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], GitFailure>> {
  const seen = await withIndexCopy(looking.objects, checkout, (indexFile) => modesSeen(looking, indexFile))
  if (!seen.ok) return seen
  const differing = await differingFiles(
    looking,
    changes.flatMap((change) => (change.new ? [{ path: change.path, entry: change.new }] : [])),
  )
  if (!differing.ok) return differing
  const holds = (change: PathChange): boolean => {
    if (change.new && differing.value.has(change.path)) return false
    if (!change.old) return kindOf(looking.folder, change.path) === 'file'
    return seen.value.get(change.path) === (change.new?.mode ?? '000000')
  }
  return ok(changes.filter((change) => !holds(change)).map((change) => change.path))
}

/** The failure that names what a checkout can't hold. */
export function unheld(folder: string, found: readonly Unheld[]): Result<never, LandingFailure> {
  const reasons = [...new Set(found.map((each) => each.why))]
  const said = reasons.map((why) => {
    const paths = found.filter((each) => each.why === why)
    const more = paths.length > 1 ? ` and ${numberText(paths.length - 1)} more` : ''
    return `${paths[0]?.path ?? ''}${more}: ${sentences[why].what}`
  })
  const remedies = [...new Set(reasons.map((why) => sentences[why].remedy))].filter((one) => one !== '')
  return failure(
    'inTheWay',
    `${countOf(found.length, 'path')} can't be brought into ${folder} as uncommitted changes (${said.join('; ')}). Nothing was changed. Land on a branch instead${remedies.map((one) => `, or ${one}`).join('')}.`,
    { paths: found.map((each) => each.path) },
  )
}

const sentences: Readonly<Record<Reason, { readonly what: string; readonly remedy: string }>> = {
  sparse: {
    what: 'outside of what the sparse checkout has there',
    remedy: 'widen it with git sparse-checkout add and try again',
  },
  hidden: {
    what: 'git was told not to look at it there, by assume-unchanged or skip-worktree',
    remedy: 'take that back with git update-index --no-assume-unchanged --no-skip-worktree and try again',
  },
  submodule: { what: 'a submodule, whose commit no file says', remedy: '' },
  mode: { what: 'whether it may be executed is not looked at there, core.fileMode is false', remedy: '' },
  link: { what: 'there are no symbolic links there, core.symlinks is false', remedy: '' },
  spelling: {
    what: 'only upper and lower case tell it from what is there, which core.ignoreCase takes for the same',
    remedy: '',
  },
}

/** What no file can say of a change in a checkout with these facts; see `ce_mode_from_stat` of git's cache.h. */
function unsaidByFile(
  change: PathChange,
  facts: CheckoutFacts,
  spelled: ReadonlyMap<string, string> | null,
): Reason | null {
  const [before, after] = [change.old?.mode, change.new?.mode]
  if (before === submoduleMode || after === submoduleMode) return 'submodule'
  if (after === undefined) return null
  if (!facts.symlinks && (before === link) !== (after === link)) return 'link'
  if (!facts.fileMode && after !== link && (before === executable) !== (after === executable)) return 'mode'
  if (spelled === null) return null
  const other = [...ancestors(change.path), change.path].some((part) => {
    const known = spelled.get(part.toLowerCase())
    return known !== undefined && known !== part
  })
  return other ? 'spelling' : null
}

/** How each path and each folder above is spelled first, by its lower case. */
function spellings(entries: readonly { readonly path: string }[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const entry of entries)
    for (const part of [...ancestors(entry.path), entry.path]) {
      const lower = part.toLowerCase()
      if (!found.has(lower)) found.set(lower, part)
    }
  return found
}

async function readFacts(looking: Looking): Promise<Result<CheckoutFacts, GitFailure>> {
  const listed = await looking.git.text({
    purpose: 'read what holds of a checkout',
    folder: looking.folder,
    args: ['config', '--type=bool', '--get-regexp', '^core\\.(filemode|symlinks|ignorecase|sparsecheckout)$'],
    accept: [0, 1],
  })
  if (!listed.ok) return listed
  const values = new Map(
    listed.value.split('\n').map((line): [string, boolean] => {
      const [key = '', value] = line.split(' ')
      return [key, value === 'true']
    }),
  )
  return ok({
    fileMode: values.get('core.filemode') ?? true,
    symlinks: values.get('core.symlinks') ?? true,
    ignoreCase: values.get('core.ignorecase') ?? false,
    sparse: values.get('core.sparsecheckout') ?? false,
  })
}

async function outsideSparse(
  looking: Looking,
  checkout: Checkout,
  facts: CheckoutFacts,
  changes: readonly PathChange[],
  to: string,
): Promise<Result<ReadonlySet<string>, GitFailure>> {
  if (!facts.sparse) return ok(new Set())
  const folder = looking.objects.temporaryPath('sparse')
  const empty = path.join(folder, 'empty')
  await mkdir(empty, { recursive: true, mode: 0o700 })
  const env = { GIT_DIR: checkout.gitDir, GIT_WORK_TREE: empty, GIT_INDEX_FILE: path.join(folder, 'index') }
  try {
    // The second has all entries as they shall be already, so it writes no file and only notes what has none.
    for (const args of [
      ['read-tree', to],
      ['read-tree', '-m', '-u', to],
    ]) {
      const read = await looking.git.run({
        purpose: 'ask what a sparse checkout has',
        folder: empty,
        args,
        config: [...looking.config, ['core.splitIndex', 'false']],
        env,
      })
      if (!read.ok) return read
    }
    const index = await readIndex(looking.git, empty, env)
    if (!index.ok) return index
    const skipped = new Set(index.value.filter((entry) => entry.skipped).map((entry) => entry.path))
    return ok(new Set(changes.map((change) => change.path).filter((each) => skipped.has(each))))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The mode of each file that git sees as another than its index entry; six zeros for one that is not there. */
async function modesSeen(
  looking: Looking,
  indexFile: string,
): Promise<Result<ReadonlyMap<string, string>, GitFailure>> {
  const run = (
    args: readonly string[],
    more: Partial<GitCall> = {},
  ): Promise<Result<GitOutput, GitFailure>> =>
    looking.git.run({
      purpose: 'look at what was written',
      folder: looking.folder,
      args,
      config: [...looking.config, ['core.splitIndex', 'false']],
      env: { GIT_INDEX_FILE: indexFile },
      ...more,
    })
  const refreshed = await run(['update-index', '-q', '--refresh'], { accept: [0, 1] })
  if (!refreshed.ok) return refreshed
  const compared = await run(['diff-files', '--raw', '-z', '--no-renames'])
  if (!compared.ok) return compared
  const fields = zeroSeparated(compared.value.stdout)
  const seen = new Map<string, string>()
  for (let at = 0; at + 1 < fields.length; at += 2)
    seen.set(
      pathToText(fields[at + 1] ?? Buffer.alloc(0)),
      (fields[at] ?? Buffer.alloc(0)).toString('latin1').split(' ')[1] ?? '',
    )
  return ok(seen)
}
