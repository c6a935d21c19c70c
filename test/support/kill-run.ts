import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'libsql'
import type { Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Changeset, Verdict } from '#shared/domain/review/decided.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { unwrap } from '#shared/base/result.ts'
import { databaseFile } from '#main/store/data-folder.ts'
import { KillableOwner } from './kill-process.ts'
import { checkAll, personFiles } from './kill-checks.ts'
import { Dice } from './dice.ts'
import { temporaryFolder, TestRepository } from './repository.ts'
import { until } from './until.ts'

type Decisions = ReadonlyMap<string, Verdict | null>

/** What the driver knows of a session's review: `maybe` is what a request that was not answered may have made of it. */
export interface Known {
  expected: Decisions | null
  maybe: Decisions | 'anything' | null
  history: Decisions[]
}

/** What was acknowledged, and so must be there after every kill. */
export interface Acknowledged {
  readonly sessions: Map<string, Known>
  /** By landing; `maybe` while an undo was asked for and not answered. */
  readonly landings: Map<string, 'landed' | 'undone' | 'maybe'>
  /** How many events there were up to a position. */
  events: { readonly count: number; readonly last: number }
}

const settled: readonly Session['state'][] = ['ready', 'stopped', 'failed']
/** Refusals that depend on what the others did; everything else would be a defect. */
const expectedFailures =
  /^(wrongState|conflicts|inTheWay|targetMoved|nothingAccepted|nothingToUndo|nothingToRedo|noRevision|busy|staleEdit|unknownHunk|badEdit)$/

/** One repository and one data folder, driven through random work and killed again and again. */
export class KillRun {
  readonly folder = temporaryFolder('winnow-kill-')
  readonly repository: TestRepository
  readonly owner: KillableOwner
  readonly acknowledged: Acknowledged = {
    sessions: new Map(),
    landings: new Map(),
    events: { count: 0, last: 0 },
  }
  /** How often each thing was done and answered. */
  readonly done = new Map<string, number>()
  readonly #dice: Dice
  readonly #busy = new Set<string>()
  #checkoutBusy = false
  #repositoryId = ''
  #killed = false
  #number = 0
  #answers = 0
  #landed = 0

  constructor(seed: number) {
    this.#dice = new Dice(seed)
    this.repository = new TestRepository(path.join(this.folder.path, 'repo'))
    const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n')
    const files = Array.from(
      { length: 40 },
      (_, file) => [`d${file % 8}/f${file}.txt`, `${lines}\n`] as const,
    )
    this.repository.commit('first', { ...Object.fromEntries(files), 'mine.txt': 'as committed\n' })
    this.repository.git('branch', 'side')
    this.repository.write(personFiles)
    this.owner = new KillableOwner(this.folder.path)
  }

  /** Kills `kills` times and checks after each that nothing acknowledged is lost and nothing is left behind. */
  async run(kills: number): Promise<void> {
    await this.owner.start()
    this.#repositoryId = unwrap(await this.owner.client.repository.open({ path: this.repository.path })).id
    for (let kill = 1; kill <= kills; kill += 1) {
      const whom = this.#dice.chance(55) ? 'owner' : 'everything'
      try {
        await this.#workUntilKilled(whom)
        for (; kill < kills && this.#dice.chance(20); kill += 1) {
          await this.owner.start(60 + this.#dice.below(600))
          if (this.#dice.chance(40)) await this.owner.kill('everything')
        }
        await this.owner.start()
        await this.#settle()
        await checkAll(this)
      } catch (error) {
        throw new Error(
          `after kill ${kill} (of ${whom}): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          { cause: error },
        )
      }
    }
    await this.owner.end()
    await until('every process is gone', () => this.owner.processes().length === 0, 60_000)
    this.repository.git('fsck', '--connectivity-only')
  }

  async dispose(): Promise<void> {
    await this.owner.kill('everything')
    this.folder.remove()
  }

  async #workUntilKilled(whom: 'owner' | 'everything'): Promise<void> {
    this.#killed = false
    // Decisions are quick, landings are not: else there would be none before the kill.
    const quick = this.#dice.chance(40)
    const target = this.#dice.below(quick ? 12 : 3)
    const before = quick ? this.#answers : this.#landed
    const reached = (): boolean => (quick ? this.#answers : this.#landed) - before >= target
    const moment = this.#dice.below(250)
    const actors = Array.from({ length: 3 }, () => this.#act())
    const failed = Promise.all(actors)
    const far = until('the agreed number of answers', reached, 20_000).catch(() => undefined)
    await Promise.race([far.then(() => pause(moment)), failed])
    this.#killed = true
    await this.owner.kill(whom)
    await failed
    this.#busy.clear()
    this.#checkoutBusy = false
  }

  /** Does one random thing after another until the owner is killed. */
  async #act(): Promise<void> {
    while (!this.#killed) {
      try {
        await this.#actOnce()
      } catch (error) {
        if (!this.#killed) throw error
      }
    }
  }

  async #actOnce(): Promise<void> {
    const { client } = this.owner
    const sessions = await client.session.list()
    const live = sessions.filter((one) => one.discardedAt === null)
    if (live.length < 3 || (live.length < 8 && this.#dice.chance(12))) return this.#submit()
    const free = sessions.filter((one) => !this.#busy.has(one.id))
    if (free.length === 0) return pause(5)
    const session = this.#dice.pick(free)
    this.#busy.add(session.id)
    try {
      await this.#actOn(session)
    } finally {
      this.#busy.delete(session.id)
    }
  }

  async #actOn(session: Session): Promise<void> {
    const { client } = this.owner
    const { id } = session
    if (session.discardedAt !== null) {
      if (this.#dice.chance(30)) await this.#any('restore', id, () => client.session.restore({ session: id }))
      return pause(2)
    }
    if (!settled.includes(session.state)) {
      if (this.#dice.chance(5)) await this.#any('stop', id, () => client.session.stop({ session: id }))
      return pause(5)
    }
    if (session.revisions.length === 0 && !this.#dice.chance(10))
      return this.#any('restart', id, () => client.session.restart({ session: id }))
    const what = this.#dice.below(100)
    if (what < 40) {
      await this.#decide(id)
      return this.#dice.chance(60) ? this.#land(id) : undefined
    }
    if (what < 48) return this.#takeBack(id)
    if (what < 54) return this.#edit(id)
    if (what < 74) return this.#land(id)
    if (what < 80) return this.#undoLanding(session)
    if (what < 85) return this.#apply(id)
    if (what < 88)
      return this.#any('followUp', id, () => client.session.followUp({ session: id, text: this.#script() }))
    // Where a kill came between the worktree's end and its follow-up, there is nothing to look at.
    const vanished = session.worktree !== null && !existsSync(session.worktree)
    if (what < 92 && !vanished) return this.#any('refresh', id, () => client.session.refresh({ session: id }))
    if (what < 94) return this.#any('restart', id, () => client.session.restart({ session: id }))
    if (what < 96) return this.#vanish(session)
    return this.#any('discard', id, () => client.session.discard({ session: id }))
  }

  /** Someone deletes the worktree; the follow-up brings it back. */
  #vanish(session: Session): Promise<void> {
    const text = this.#script()
    return this.#any('follow up without a worktree', session.id, () => {
      if (session.worktree !== null) rmSync(session.worktree, { recursive: true, force: true })
      return this.owner.client.session.followUp({ session: session.id, text })
    })
  }

  /** Lines for a shell: what the agent does this time. */
  #script(): string {
    this.#number += 1
    const first = this.#dice.below(8)
    const line = this.#dice.below(40)
    return [
      `for file in d${first}/*.txt; do sed -i 's/^line ${line}$/line ${line} of ${this.#number}/' "$file"; done`,
      `sleep 0.0${this.#dice.below(10)}`,
      `mkdir -p new && seq 1 ${1 + this.#dice.below(50)} > new/n${this.#number}.txt`,
      `rm -f d${first}/f${this.#dice.below(40)}.txt`,
    ].join('\n')
  }

  async #submit(): Promise<void> {
    const agent = { kind: 'command' as const, command: '. /dev/stdin', label: 'script' }
    const made = await this.owner.client.session.submit({
      tasks: [
        { repository: this.#repositoryId, prompt: this.#script(), agent, title: `task ${this.#number}` },
      ],
    })
    for (const id of this.#answered('submit', made)?.sessions ?? [])
      this.acknowledged.sessions.set(id, { expected: null, maybe: 'anything', history: [] })
  }

  /** Something after which the review is read again. */
  async #any(name: string, id: string, ask: () => Promise<Result<unknown, Failure<string>>>): Promise<void> {
    const known = this.#known(id)
    Object.assign(known, { maybe: 'anything', history: [] })
    this.#answered(name, await ask())
    await this.#readAgain(id)
  }

  async #readAgain(id: string): Promise<void> {
    const known = this.#known(id)
    const session = unwrap(await this.owner.client.session.get({ session: id }))
    if (!settled.includes(session.state) || session.revisions.length === 0) return
    const changeset = unwrap(await this.owner.client.changeset.get({ session: id }))
    Object.assign(known, { expected: decisionsOf(changeset), maybe: null })
  }

  async #decide(id: string): Promise<void> {
    const changeset = await this.owner.client.changeset.get({ session: id })
    if (!changeset.ok) return
    const before = decisionsOf(changeset.value)
    const hunks = [...before.keys()].filter(() => this.#dice.chance(60))
    if (hunks.length === 0) return
    const verdict = this.#dice.chance(70) ? 'accept' : this.#dice.pick(['reject', 'defer', null] as const)
    const after = new Map([...before, ...hunks.map((hunk) => [hunk, verdict] as const)])
    const known = this.#known(id)
    const edited = changeset.value.files.some((file) => file.edits.length > 0)
    Object.assign(known, { expected: before, maybe: edited ? 'anything' : after })
    const decided = await this.owner.client.review.decide({
      session: id,
      decisions: hunks.map((hunk) => ({ hunk, verdict })),
    })
    if (!this.#answered('decide', decided) || edited) return this.#readAgain(id)
    known.history.push(before)
    Object.assign(known, { expected: after, maybe: null })
  }

  async #takeBack(id: string): Promise<void> {
    const known = this.#known(id)
    const after = known.history.pop()
    if (!after) return
    known.maybe = after
    const undone = await this.owner.client.review.undo({ session: id })
    if (!this.#answered('take back', undone)) return this.#readAgain(id)
    Object.assign(known, { expected: after, maybe: null })
  }

  async #edit(id: string): Promise<void> {
    const changeset = await this.owner.client.changeset.get({ session: id })
    if (!changeset.ok) return
    const file = changeset.value.files.find((one) => one.newOid !== null && !one.binary)
    if (!file?.newOid) return
    const { path: name, newOid: oid } = file
    const text = `edited ${this.#dice.below(1000)}\n`
    await this.#any('edit', id, () =>
      this.owner.client.review.edit({ session: id, path: name, oid, start: 1, lines: 1, text }),
    )
  }

  /** Runs `work` when nobody else changes the checkout. */
  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#checkoutBusy) return
    this.#checkoutBusy = true
    try {
      await work()
    } finally {
      this.#checkoutBusy = false
    }
  }

  #land(id: string): Promise<void> {
    this.#number += 1
    const branch = this.#dice.pick(['main', 'main', 'main', 'side', `new-${this.#number}`])
    return this.#alone(() =>
      this.#any(`land on ${branch.replace(/-\d+/, '')}`, id, async () => {
        const landed = await this.owner.client.landing.land({ session: id, branch })
        if (landed.ok && landed.value.landing !== null)
          this.acknowledged.landings.set(landed.value.landing, 'landed')
        return landed
      }),
    )
  }

  #undoLanding(session: Session): Promise<void> {
    const newest = session.landings.findLast((landing) => !landing.undone)
    if (!newest) return pause(1)
    return this.#alone(() =>
      this.#any('undo a landing', session.id, async () => {
        this.acknowledged.landings.set(newest.id, 'maybe')
        const undone = await this.owner.client.landing.undo({ session: session.id })
        this.acknowledged.landings.set(newest.id, undone.ok ? 'undone' : 'landed')
        return undone
      }),
    )
  }

  #apply(id: string): Promise<void> {
    const { client } = this.owner
    return this.#alone(async () => {
      await this.#any('apply', id, () => client.landing.applyToCheckout({ session: id }))
      const session = unwrap(await client.session.get({ session: id }))
      const newest = session.landings.findLast((landing) => !landing.undone)
      if (newest?.kind === 'checkout') await this.takeOut(session)
    })
  }

  /** Takes uncommitted changes out of the checkout again. */
  takeOut(session: Session): Promise<void> {
    return this.#any('take out', session.id, async () => {
      const undone = await this.owner.client.landing.undo({ session: session.id })
      if (!undone.ok) throw new Error(`uncommitted changes can't be taken out: ${undone.error.message}`)
      return undone
    })
  }

  /** The value of an acknowledged request; null of one that was refused for a reason that may be. */
  #answered<T>(name: string, result: Result<T, Failure<string>>): T | null {
    this.#answers += 1
    if (/^(land|apply|undo|take out)/.test(name)) this.#landed += 1
    const title = result.ok ? name : `${name}: ${result.error.kind}`
    this.done.set(title, (this.done.get(title) ?? 0) + 1)
    if (!result.ok && !expectedFailures.test(result.error.kind))
      throw new Error(
        `${name} failed with ${result.error.kind}: ${result.error.message} ${result.error.stderr ?? ''}`,
      )
    if (!this.#killed) this.acknowledged.events = this.eventCount()
    return result.ok ? result.value : null
  }

  /** How many events the database has, up to `last` or all. */
  eventCount(last = Number.MAX_SAFE_INTEGER): { readonly count: number; readonly last: number } {
    const db = new Database(databaseFile(this.owner.home), { readonly: true })
    try {
      return db
        .prepare('SELECT count(*) AS count, coalesce(max(seq), 0) AS last FROM events WHERE seq <= ?')
        .get(last) as { count: number; last: number }
    } finally {
      db.close()
    }
  }

  #known(id: string): Known {
    const known = this.acknowledged.sessions.get(id) ?? { expected: null, maybe: 'anything', history: [] }
    this.acknowledged.sessions.set(id, known)
    return known
  }

  /** Waits until nothing runs: what was queued runs after a restart. */
  async #settle(): Promise<void> {
    await until(
      'every session ends its turn',
      async () =>
        (await this.owner.client.session.list()).every(
          (one) => settled.includes(one.state) || one.discardedAt !== null,
        ),
      120_000,
    )
  }
}

export function decisionsOf(changeset: Changeset): Decisions {
  return new Map(
    changeset.files.flatMap((file) => file.hunks.map((hunk) => [hunk.id, hunk.decision] as const)),
  )
}
