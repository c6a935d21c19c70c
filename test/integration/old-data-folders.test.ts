import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Changeset } from '#shared/domain/review/decided.ts'
import { databaseFile } from '#main/store/data-folder.ts'
import { Dice } from '#test/support/dice.ts'
import { fromFlatItem, isFlatItem } from '#test/support/flat-item.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import {
  OldDataFolder,
  oldDatabases,
  type OldDatabase,
  type OldSession,
} from '#test/support/old-data-folder.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { askEverything, type Said } from '#test/support/said-of-workbench.ts'
import { seed } from '#test/support/seed.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

type Expected = Omit<OldSession, 'landingUndone'>

const identity = { name: 'A Person', email: 'person@example.test' }

/** Some moment of this run. */
const moment: unknown = expect.any(Number)
const someChoice: unknown = expect.any(Boolean)
const someText: unknown = expect.any(String)

/** A session with an own edit that landed, and its hunk that would put back what that replaced. */
const edited = '98fd86ea6d'
const replaced = 'hZj4zLvQvwzfQ-RaxRNqXOdpU9sE'

/** A copy of what was said in which no list has this hunk, or its lines. */
function without(hunk: string, said: unknown): unknown {
  if (Array.isArray(said))
    return said.filter((each) => !isAbout(each, hunk)).map((each) => without(hunk, each))
  if (typeof said !== 'object' || said === null || Object.getPrototypeOf(said) !== Object.prototype)
    return said
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, without(hunk, value)]))
}

function isAbout(value: unknown, hunk: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ('id' in value && value.id === hunk) || ('hunk' in value && value.hunk === hunk)
}

/** Where this version means to say something else of a session than the one that wrote it, and why. */
const exceptions: Readonly<Record<string, (session: Expected, items: readonly object[]) => object>> = {
  // Version 0.1.0 gave a plan that was reported again a second number and left a gap at its place, which was the fifth.
  '1/main/940c3ae544': (session, items) => ({
    ...session,
    timeline: { total: 9, items: items.map((item, index) => ({ ...item, seq: index + 1 })) },
  }),
  // What the person's own edit replaced stayed as a hunk that nobody had rejected, after the edit had landed.
  [`1/main/${edited}`]: (session, items) => {
    const { previous, files, ...rest } = without(replaced, {
      ...session,
      timeline: { ...session.timeline, items },
    }) as Expected & { files: Record<string, unknown>; previous: Record<string, unknown> }
    delete previous[replaced]
    delete files['landed.txt']
    // Its figures are told as they were kept until its review is read.
    const counts = { files: 2, undecided: 2, accepted: 0, deferred: 1 }
    const known = { ok: true, value: { ...unwrap(rest.session), counts } }
    return { ...rest, session: known, previous, files }
  },
  // The turn in which its workbench was killed is ended at the first opening of each copy.
  '1/killed/cfe219c441': (session, items) => ({
    ...session,
    session: { ok: true, value: { ...unwrap(session.session), updatedAt: moment } },
    timeline: {
      total: 7,
      items: [
        ...items.slice(0, 4),
        // Version 0.1.0 left it running, with nothing of the output that its log has.
        { ...items[4], state: 'interrupted', endedAt: moment, outputBytes: 427 },
        // Nor did it say in the timeline what happened.
        {
          id: 't2-interrupted',
          seq: 6,
          turn: 2,
          kind: 'notice',
          state: 'completed',
          text: expect.any(String),
        },
        // Which led to a way back that there was not.
        {
          ...items[5],
          seq: 7,
          at: moment,
          endedAt: moment,
          text: expect.stringContaining('Bring it back, or send a follow-up'),
        },
      ],
    },
  }),
}

/** All that was said is said still. What is said now besides does not matter. */
function expectSame(said: Said, old: OldDatabase): void {
  const { sessions, outstanding: _outstanding, references: _references, ...others } = old.expected
  // Whoever chose nothing has lines wrapped now.
  const settings = { ...(others.settings as object), wrap: someChoice }
  expect(said).toMatchObject({ ...others, settings })
  expect(said.drafts).toEqual(others.drafts)
  for (const [id, { landingUndone: _landingUndone, ...session }] of Object.entries(sessions)) {
    const items = session.timeline.items.map((item) => (isFlatItem(item) ? fromFlatItem(item) : item))
    // Worktrees are not in the copy. Version 0.1.0 said then that the session had none; now they are waited for.
    const now = said.sessions[id]?.session
    const waited = now?.ok && now.value.worktreeMissing ? { worktree: now.value.worktree } : {}
    if (session.session.ok) Object.assign(session.session.value, waited)
    // The draft of a message is made when it is asked for, and kept nowhere.
    const preview: unknown = session.landingPreview.ok ? session.landingPreview.value : null
    if (typeof preview === 'object' && preview !== null) Object.assign(preview, { message: someText })
    const exception = exceptions[`${old.name}/${id}`]
    const expected = exception
      ? exception(session, items)
      : { ...session, timeline: { ...session.timeline, items } }
    expect(said.sessions[id], `session ${id}`).toMatchObject(expected)
  }
}

/**
 * Without what tells openings apart: numbers of announcements, and the newest moment of a session, which is told some
 * milliseconds later than it is kept.
 */
function withoutMoments(said: Said): unknown {
  const moments = ['updatedAt', 'seq']
  return JSON.parse(
    JSON.stringify(said, (key, value: unknown) => {
      // Nor the figures of the session with a hunk less, which are as they were kept until its review is read.
      if (key === edited) return { ...(value as object), session: null }
      return moments.includes(key) ? 0 : value
    }),
  )
}

let folder: { readonly path: string; remove(): void }
let bench: TestWorkbench | null
beforeEach(() => {
  const made = temporaryFolder()
  folder = { path: realpathSync(made.path), remove: made.remove }
  bench = null
})
afterEach(async () => {
  await end()
  folder.remove()
})

function copyOf(old: OldDatabase): OldDataFolder {
  return new OldDataFolder(old, folder.path)
}

/** Opens the data folder, once more if it was open. */
async function open(): Promise<TestWorkbench['client']> {
  await end()
  // Whose commits are made is in the database, and nowhere else.
  const names = ['AUTHOR', 'COMMITTER'].flatMap((who) => [`GIT_${who}_NAME`, `GIT_${who}_EMAIL`])
  const env = Object.fromEntries(names.map((name) => [name, undefined]))
  bench = await TestWorkbench.start(folder.path, { env })
  return bench.client
}

async function end(): Promise<void> {
  await bench?.end()
  bench = null
}

/** What a person sees of the decisions on a changeset. */
function decisionsIn({ files, undo, redo }: Changeset): unknown {
  return { undo, redo, files: files.map(({ path: name, hunks, edits }) => ({ name, hunks, edits })) }
}

function wasReviewed({ files, undo }: Changeset): boolean {
  return undo !== null || files.some(({ hunks }) => hunks.some(({ decision }) => decision !== null))
}

// Some have many sessions, each of which has to be asked for.
describe.each(oldDatabases())('a data folder of version $name', { timeout: 180_000 }, (old) => {
  test('says all that it said, at the first opening and at the second', async () => {
    const data = copyOf(old)
    const first = data.withTexts(await askEverything(await open()))
    expectSame(first, old)
    const second = data.withTexts(await askEverything(await open()))
    expectSame(second, old)
    expect(withoutMoments(second)).toEqual(withoutMoments(first))
    await end()
    expect(namesIn(databaseFile(data.home), 'new/')).toEqual(old.expected.outstanding)
    const format = '--format=%(refname) %(objectname)'
    const references = data.repository.git('for-each-ref', format, 'refs/winnow', 'refs/heads')
    // Version 0.1.0 kept no tree that a landing had made the base.
    const others = references.split('\n').filter((line) => !/\/landed-\d+ /.test(line))
    expect(others).toEqual(old.expected.references)
  })

  test(`opens all the same after workbenches that were killed on the way (WINNOW_TEST_SEED=${seed})`, async () => {
    const data = copyOf(old)
    const dice = new Dice(seed)
    const owner = new KillableOwner(folder.path)
    const places = ['private/lock.db', 'private/winnow.db.before-2', 'private/instance.json']
    for (const place of places) expect(await owner.start(dice.below(60), place)).toBe('killed')
    await owner.kill('everything')
    expectSame(data.withTexts(await askEverything(await open())), old)
  })

  test('lets every step of every review be undone and be done again', async () => {
    copyOf(old)
    const client = await open()
    let all = 0
    for (const session of old.expected.order) {
      const before = await client.changeset.get({ session })
      if (!before.ok) continue
      let steps = 0
      while ((await client.review.undo({ session })).ok) steps += 1
      const undone = unwrap(await client.changeset.get({ session }))
      expect(undone.undo).toBeNull()
      const { landings, source } = unwrap(await client.session.get({ session }))
      // Without a base that moved, nothing was decided before the first step.
      const isFirst = landings.length === 0 && source === null
      const left = undone.files.filter(
        ({ hunks, edits }) => edits.length > 0 || hunks.some(({ decision }) => decision !== null),
      )
      expect(isFirst ? left : []).toEqual([])
      for (let step = 0; step < steps; step += 1) unwrap(await client.review.redo({ session }))
      expect(decisionsIn(unwrap(await client.changeset.get({ session })))).toEqual(decisionsIn(before.value))
      all += steps
    }
    expect(all).toBeGreaterThan(0)
  })

  test('lets a hunk of every review be accepted, be landed, and the landing be undone', async () => {
    const { repository } = copyOf(old)
    const client = await open()
    let landings = 0
    for (const session of old.expected.order) {
      const changeset = await client.changeset.get({ session })
      if (!changeset.ok || !wasReviewed(changeset.value)) continue
      const all = changeset.value.files.flatMap((file) => file.hunks)
      const hunk = all.find(({ editedBy }) => editedBy === null)
      if (!hunk) continue
      unwrap(await client.review.decide({ session, decisions: [{ hunk: hunk.id, verdict: 'accept' }] }))
      const before = unwrap(await client.changeset.get({ session }))
      expect(before.files.flatMap(({ hunks }) => hunks).find(({ id }) => id === hunk.id)?.decision).toBe(
        'accept',
      )
      const branch = `landed/${session}`
      const { tree } = unwrap(await client.landing.preview({ session, branch }))
      const landed = unwrap(await client.landing.land({ session, branch, identity }))
      expect(repository.git('rev-parse', branch, `${branch}^{tree}`).split('\n')).toEqual([
        landed.commit,
        landed.tree,
      ])
      expect(unwrap(await client.changeset.get({ session })).base).toBe(tree)
      unwrap(await client.landing.undo({ session }))
      expect(decisionsIn(unwrap(await client.changeset.get({ session })))).toEqual(decisionsIn(before))
      landings += 1
    }
    expect(landings).toBeGreaterThan(0)
  })
})

const withLandings = oldDatabases().filter(({ expected }) =>
  Object.values(expected.sessions).some(({ landingUndone }) => landingUndone !== null),
)
test.each(withLandings)('landings of version $name are undone as that version would', async (old) => {
  const data = copyOf(old)
  const client = await open()
  for (const [session, { landingUndone }] of Object.entries(old.expected.sessions)) {
    if (landingUndone === null) continue
    const is = await client.landing.undo({ session })
    const changeset = await client.changeset.get({ session })
    expect(data.withTexts({ is, changeset }), `session ${session}`).toMatchObject(landingUndone)
  }
})

const ofVersion1 = oldDatabases().filter(({ version }) => version === 1)
test.each(ofVersion1)(
  'the database of $name moves to the closed folder, with a copy of what it was',
  async (old) => {
    const { home } = copyOf(old)
    const place = path.join(home, 'winnow.db')
    const before = contentOf(place)
    await open()
    await end()
    expect(contentOf(`${databaseFile(home)}.before-2`)).toEqual(before)
    // Version 0.1.0 refuses every database whose version is above 1.
    expect(contentOf(place)).toEqual({ version: 2, tables: { moved: [{ file: databaseFile(home) }] } })
    for (const part of ['-wal', '-shm', '.moved']) expect(existsSync(place + part)).toBe(false)
  },
)

/** All rows of a database whose columns are text and numbers. */
function contentOf(file: string): {
  readonly version: number
  readonly tables: Readonly<Record<string, unknown>>
} {
  const db = new Database(file, { readonly: true })
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const rows = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()])
  db.close()
  return { version, tables: Object.fromEntries(rows) }
}

/** The names of the documents of a database that begin with `prefix`. */
function namesIn(file: string, prefix: string): readonly string[] {
  const db = new Database(file, { readonly: true })
  const documents = db.prepare('SELECT CAST(name AS TEXT) AS name FROM documents').all() as { name: string }[]
  db.close()
  return documents.map(({ name }) => name).filter((name) => name.startsWith(prefix))
}
