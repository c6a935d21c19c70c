import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { databaseFile } from '#main/store/data-folder.ts'
import { unwrap } from '#shared/base/result.ts'
import type { CutDisks } from './cut-disks.ts'
import { whileHalted } from './halted.ts'
import type { KillableOwner } from './kill-process.ts'
import { TestRepository } from './repository.ts'
import { until } from './until.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
/** How many landings and undoings are cut in the middle, in turn. */
const cutsInTheMiddle = long ? 20 : 3

const names = Array.from({ length: 40 }, (_, at) => `file-${at}`)
export const filled = (how: 'old' | 'new'): readonly string[] => names.map((name) => `${how} ${name}\n`)
export const contents = (place: string): string[] =>
  names.map((name) => readFileSync(path.join(place, name), 'utf8'))
/** What the agent does: it commits by itself, so that its own git writes the objects. */
export const work =
  'for f in file-*; do echo "new $f" >$f; done; git -c user.name=A -c user.email=a@x.test commit -qam theirs'

/** A repository of some files on a disk, and all of it there. */
export function repositoryOn(place: string): TestRepository {
  const repository = new TestRepository(path.join(place, 'repo'))
  repository.commit('one', Object.fromEntries(names.map((name) => [name, `old ${name}\n`])))
  execFileSync('sync', ['-f', place])
  return repository
}

/** What may be there after a cut: whether the session's work is landed, and whether its hunks were decided. */
interface Cut {
  readonly label: string
  readonly landed: readonly boolean[]
  readonly decided: boolean
}

/** What changes, one after another, when a landing or its undoing goes on. */
function signsOf(
  owner: KillableOwner,
  repository: TestRepository,
): readonly (readonly [name: string, read: () => unknown])[] {
  const text = (name: string): string => {
    try {
      return readFileSync(path.join(repository.path, name), 'utf8')
    } catch {
      // git takes a file away before it writes it.
      return ''
    }
  }
  return [
    ['intended', () => statSync(`${databaseFile(owner.home)}-wal`).mtimeMs],
    ['moved', () => text('.git/refs/heads/main')],
    ['files', () => text(names[0] ?? '')],
    ['last', () => text(names.toSorted().at(-1) ?? '')],
  ]
}

/** Lands and undoes in turn, with a cut after each kind of answer, and one in the middle of each. */
export async function cutAgainAndAgain(
  owner: KillableOwner,
  disks: CutDisks,
  repository: TestRepository,
): Promise<{ readonly session: string; readonly cuts: readonly Cut[] }> {
  const cuts: Cut[] = []
  const cut = (label: string, landed: readonly boolean[], decided: boolean): void => {
    whileHalted(owner, () => {
      disks.writeNames()
      disks.cut(label)
    })
    cuts.push({ label, landed, decided })
  }
  await owner.start()
  const { client } = owner
  const { id } = unwrap(await client.repository.open({ path: repository.path }))
  const agent = { kind: 'command' as const, command: work }
  const submitted = unwrap(
    await client.session.submit({ tasks: [{ repository: id, prompt: 'do it', agent }] }),
  )
  const session = submitted.sessions[0] ?? ''
  await until(
    'the turn ends',
    async () => unwrap(await client.session.get({ session })).state === 'ready',
    30_000,
  )
  cut('ended', [false], false)
  const { files } = unwrap(await client.changeset.get({ session }))
  const decisions = files.flatMap(({ hunks }) =>
    hunks.map(({ id: hunk }) => ({ hunk, verdict: 'accept' as const })),
  )
  unwrap(await client.review.decide({ session, decisions }))
  if (long) cut('decided', [false], true)
  const land = async (): Promise<unknown> => unwrap(await client.landing.land({ session, branch: 'main' }))
  const undo = async (): Promise<unknown> => unwrap(await client.landing.undo({ session }))
  await land()
  cut('landed', [true], true)
  await undo()
  if (long) cut('undone', [false], true)
  for (let at = 0; at < cutsInTheMiddle; at += 1) {
    const what = at % 2 === 0 ? 'land' : 'undo'
    const round = long ? Math.floor(at / 2) : at
    const signs = signsOf(owner, repository)
    const [sign = '', read] = signs[round % signs.length] ?? []
    const before = read?.()
    let answered = false
    const acting = (what === 'land' ? land() : undo()).then(() => (answered = true))
    await until('the sign', () => answered || read?.() !== before, 30_000)
    await pause(Math.floor(round / signs.length) * 9)
    const ended = what === 'land'
    cut(`${what}-${at}-${sign}`, answered ? [ended] : [true, false], true)
    await acting
  }
  return { session, cuts }
}

/** Reads every object that a reference leads to; throws where git can't. */
function readAllNamed(repository: TestRepository): void {
  const named = repository.git('rev-list', '--objects', '--all').split('\n')
  repository.gitBytes(['cat-file', '--batch'], named.map((line) => `${line.split(' ')[0]}\n`).join(''))
}

const saysLanded = /It is finished now|The landing is as it was/
const saysNotLanded = /It is undone now|Nothing was changed; land again/

/** What is not whole of what a cut left, and what the workbench says of it that is not so. */
export async function checkAfter(
  owner: KillableOwner,
  repository: TestRepository,
  { label, session, before, landed, decided }: Cut & { readonly session: string; readonly before: string },
): Promise<readonly string[]> {
  const problems: string[] = []
  const same = (what: string, found: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(found, expected))
      problems.push(`${label}: ${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`)
  }
  const isInTheMiddle = /^(land|undo)-/.test(label)
  const whole = (): void => {
    // Of what was cut off before its intent was written down nobody was told: a file that nothing names may be empty then.
    if (isInTheMiddle) readAllNamed(repository)
    else same('git fsck', repository.git('fsck', '--full', '--no-dangling'), '')
  }
  if (!isInTheMiddle) whole()
  await owner.start()
  const { client } = owner
  const found = unwrap(await client.session.get({ session }))
  const there = found.landings.find((landing) => !landing.undone)
  if (!landed.includes(there !== undefined)) problems.push(`${label}: it is ${there ? '' : 'not '}landed`)
  const { items } = unwrap(await client.session.timeline({ session }))
  const told = items.flatMap((item) =>
    item.kind === 'notice' && item.text.startsWith('Winnow ended') ? [item.text] : [],
  )
  if (long) process.stdout.write(`${label}: ${there ? 'landed' : 'not landed'} ${told.join(' ')}\n`)
  const matching = there === undefined ? saysNotLanded : saysLanded
  problems.push(...told.filter((text) => !matching.test(text)).map((text) => `${label}: it says ${text}`))
  if (found.revisions.length === 0) problems.push(`${label}: there is no revision`)
  for (const { number, commit } of found.revisions)
    same(`r${number}`, repository.git('rev-parse', `refs/winnow/${session}/r${number}`), commit)
  const holds = (tip: string, how: 'old' | 'new'): void => {
    same('the branch', repository.git('rev-parse', 'main'), tip)
    same('files', contents(repository.path), filled(how))
    same('git status', repository.git('status', '--porcelain'), '')
    whole()
  }
  if (there) {
    holds(there.commit ?? '', 'new')
    return problems
  }
  holds(before, 'old')
  const { files } = unwrap(await client.changeset.get({ session }))
  const verdicts = files.flatMap(({ hunks }) => hunks.map(({ decision }) => decision))
  same(
    'decisions',
    verdicts,
    names.map(() => (decided ? 'accept' : null)),
  )
  if (decided) holds(unwrap(await client.landing.land({ session, branch: 'main' })).commit, 'new')
  return problems
}
