import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unwrap } from '#shared/base/result.ts'
import type { Changeset, DecidedFile, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { Dice } from './dice.ts'
import { testGitEnvironment, TestRepository, temporaryFolder } from './repository.ts'
import { TestWorkbench } from './workbench.ts'

/** What is known of a session without asking the workbench. */
interface Known {
  readonly id: string
  turns: number
  /** The tree at the end of each turn, by git alone. */
  readonly ends: Map<number, string>
  /** The verdicts that were ever given here, by the content that they are about. */
  readonly decided: Map<string, Set<Verdict>>
}

const agent = ['-c', 'user.name=Agent', '-c', 'user.email=agent@example.test']

/** Turns, decisions, roll backs, forks, landings and restarts at random; what must be so is checked after each. */
export class TurnsWalk {
  readonly #dice: Dice
  readonly #folder = temporaryFolder('winnow-turns-')
  readonly #repository: TestRepository
  readonly #blobs = new Map<string, readonly string[]>()
  readonly #sessions: Known[] = []
  readonly seen = new Set<string>()
  #workbench: TestWorkbench | null = null
  #id = ''
  #lines = 0

  constructor(dice: Dice) {
    this.#dice = dice
    this.#repository = new TestRepository(path.join(this.#folder.path, 'repository'))
  }

  async begin(): Promise<void> {
    const files = ['a.txt', 'b.txt', 'd/c.txt'].map((name) => [name, this.#text(12)] as const)
    this.#repository.commit('Begin', Object.fromEntries(files))
    this.#workbench = await TestWorkbench.start(this.#folder.path)
    this.#id = await this.#bench.open(this.#repository.path)
    this.#plan(['a.txt', 'b.txt', 'd/c.txt'], (name) => this.#contentOf(this.#repository.path, name))
    const id = await this.#bench.task(this.#id, `. ${this.#folder.path}/next`)
    const known: Known = { id, turns: 0, ends: new Map(), decided: new Map() }
    this.#sessions.push(known)
    await this.#ended(known)
  }

  async step(): Promise<void> {
    const session = this.#dice.pick(this.#sessions)
    const others = await this.#standing(session)
    const roll = this.#dice.below(100)
    if (roll < 22) await this.#turn(session)
    else if (roll < 42) await this.#decide(session)
    else if (roll < 50) await this.#ownEdit(session)
    else if (roll < 66) await this.#rollBack(session)
    else if (roll < 78) await this.#fork(session)
    else if (roll < 90) await this.#land(session)
    else await this.#restart()
    assert.deepEqual(await this.#standing(session), others, 'what was done with one session changed another')
    await this.#check()
  }

  async end(): Promise<void> {
    await this.#workbench?.end()
    this.#folder.remove()
  }

  get #bench(): TestWorkbench {
    if (this.#workbench === null) throw new Error('the walk has not begun')
    return this.#workbench
  }

  #get(known: Known): Promise<Session> {
    return this.#bench.client.session.get({ session: known.id }).then(unwrap)
  }

  #changeset(known: Known): Promise<Changeset> {
    return this.#bench.client.changeset.get({ session: known.id }).then(unwrap)
  }

  /** What all sessions but one have. */
  async #standing(one: Known): Promise<unknown> {
    const others = this.#sessions.filter((known) => known.id !== one.id)
    // A fork that comes meanwhile is none of them.
    const told = await Promise.all(others.map((known) => this.#get(known)))
    return Object.fromEntries(
      told
        .filter(({ forkedFrom, id }) => forkedFrom !== one.id || this.#before.has(id))
        .map(({ id, revisions, baseTree, landings, worktree }) => [
          id,
          { revisions, baseTree, landings, tree: this.#treeOf(worktree ?? '') },
        ]),
    )
  }
  /** Sessions that were there before the step. */
  #before: ReadonlySet<string> = new Set()

  #text(lines: number): string {
    return Array.from({ length: lines }, () => this.#line()).join('')
  }

  /** Each is there once in the world: what a line is from is never in doubt. */
  #line(): string {
    this.#lines += 1
    return `line ${this.#lines}\n`
  }

  #contentOf(folder: string, name: string): readonly string[] {
    return readFileSync(path.join(folder, name), 'utf8').split(/(?<=\n)/)
  }

  /** Writes down what the agent does in its next turn. */
  #plan(names: readonly string[], read: (name: string) => readonly string[]): void {
    const script: string[] = []
    const left = new Set(names)
    for (let count = 1 + this.#dice.below(4); count > 0; count -= 1) {
      const name = left.size === 0 ? null : this.#dice.pick([...left])
      if (name !== null) left.delete(name)
      const lines = name === null ? 0 : read(name).length
      const at = 1 + this.#dice.below(Math.max(1, lines))
      const roll = this.#dice.below(100)
      const fresh = this.#line().trim()
      if (name === null || lines < 2 || roll < 20)
        script.push(`printf '%s\\n' '${fresh}' '${this.#line().trim()}' > 'new-${this.#lines}.txt'`)
      else if (roll < 50) script.push(`sed -i '${at}s/.*/${fresh}/' '${name}'`)
      else if (roll < 65) script.push(`sed -i '${at}a ${fresh}' '${name}'`)
      else if (roll < 75) script.push(`sed -i '${at}d' '${name}'`)
      else if (roll < 85) script.push(`rm '${name}'`)
      else if (roll < 95) script.push(`mv '${name}' 'moved-${this.#lines}.txt'`)
      else script.push(`chmod +x '${name}'`)
    }
    if (this.#dice.chance(20)) script.push(`git add -A; git ${agent.join(' ')} commit -qm own`)
    writeFileSync(path.join(this.#folder.path, 'next'), script.join('\n'))
  }

  #filesOf(worktree: string): readonly string[] {
    return readdirSync(worktree, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== '.git' && statSync(path.join(worktree, name)).isFile())
      .sort()
  }

  /** Waits for the end of a turn, and holds what the workbench keeps of it against git. */
  async #ended(known: Known): Promise<void> {
    const found = await this.#bench.state(known.id, 'ready', 'failed')
    assert.deepEqual([found.state, found.activity], ['ready', 'finished its turn'])
    known.turns += 1
    known.ends.set(known.turns, this.#treeOf(found.worktree ?? ''))
    assert.equal(found.revisions.at(-1)?.tree ?? found.baseTree, known.ends.get(known.turns))
  }

  async #turn(known: Known): Promise<void> {
    this.seen.add('turn')
    const worktree = (await this.#get(known)).worktree ?? ''
    this.#plan(this.#filesOf(worktree), (name) => this.#contentOf(worktree, name))
    unwrap(await this.#bench.client.session.followUp({ session: known.id, text: 'more' }))
    await this.#ended(known)
  }

  async #decide(
    known: Known,
    verdict = this.#dice.pick<Verdict>(['accept', 'accept', 'accept', 'reject', 'defer']),
  ): Promise<void> {
    const before = await this.#changeset(known)
    const chosen = hunksOf(before).filter(() => this.#dice.chance(50))
    if (chosen.length === 0) return
    this.seen.add('decide')
    const decisions = chosen.map(({ hunk }) => ({ hunk: hunk.id, verdict }))
    unwrap(await this.#bench.client.review.decide({ session: known.id, decisions }))
    const groups = new Set(chosen.flatMap(({ hunk }) => hunk.group ?? []))
    const ids = new Set(chosen.map(({ hunk }) => hunk.id))
    for (const { file, hunk } of hunksOf(before))
      if (ids.has(hunk.id) || (hunk.group !== null && groups.has(hunk.group))) {
        const key = this.#contentKey(file, hunk)
        known.decided.set(key, (known.decided.get(key) ?? new Set()).add(verdict))
      }
  }

  /** The person writes in the worktree by themselves. */
  async #ownEdit(known: Known): Promise<void> {
    const worktree = (await this.#get(known)).worktree ?? ''
    this.seen.add('edit')
    writeFileSync(path.join(worktree, `own-${this.#lines}.txt`), this.#text(2))
  }

  async #rollBack(known: Known): Promise<void> {
    const worktree = (await this.#get(known)).worktree ?? ''
    const before = this.#treeOf(worktree)
    const turn = this.#dice.pick([...known.ends.keys()])
    const to = { turn }
    const { undo } = unwrap(await this.#bench.client.session.rollBack({ session: known.id, to }))
    this.seen.add('rollBack')
    await this.#stands(known, known.ends.get(turn) ?? '')
    await this.#check()
    if (this.#dice.chance(50)) return
    if (this.#dice.chance(30)) await this.#restart()
    unwrap(await this.#bench.client.session.rollBack({ session: known.id, to: { checkpoint: undo } }))
    this.seen.add('undoRollBack')
    await this.#stands(known, before)
  }

  /** The worktree and the newest revision have this tree. */
  async #stands(known: Known, tree: string): Promise<void> {
    const { worktree, revisions } = await this.#get(known)
    assert.equal(this.#treeOf(worktree ?? ''), tree)
    assert.equal(revisions.at(-1)?.tree, tree)
  }

  async #fork(known: Known): Promise<void> {
    if (this.#sessions.length >= 4) return
    this.seen.add('fork')
    const before = await this.#get(known)
    const was = this.#treeOf(before.worktree ?? '')
    const turn = this.#dice.pick([...known.ends.keys()])
    // It does nothing in its first turn: what it ends with is what it began with.
    writeFileSync(path.join(this.#folder.path, 'next'), ':')
    const { session } = unwrap(
      await this.#bench.client.session.fork({ session: known.id, text: 'go on', from: { turn } }),
    )
    const fork: Known = { id: session, turns: 0, ends: new Map(), decided: new Map() }
    await this.#ended(fork)
    assert.equal(fork.ends.get(1), known.ends.get(turn))
    const { baseTree, baseCommit, forkedFrom } = await this.#get(fork)
    assert.deepEqual([baseTree, baseCommit, forkedFrom], [before.baseTree, before.baseCommit, known.id])
    assert.deepEqual(await this.#get(known), before)
    assert.equal(this.#treeOf(before.worktree ?? ''), was)
    this.#sessions.push(fork)
  }

  /** Lands what is accepted, some of it just now, and half of the time takes it back. */
  async #land(known: Known): Promise<void> {
    if (this.#dice.chance(70)) await this.#decide(known, 'accept')
    const before = await this.#changeset(known)
    const accepted = hunksOf(before).filter(({ hunk }) => hunk.decision === 'accept')
    const main = this.#repository.git('rev-parse', 'main')
    const landed = await this.#bench.client.landing.land({ session: known.id, branch: 'main' })
    if (!landed.ok || accepted.length === 0)
      return assert.equal(this.#repository.git('rev-parse', 'main'), main)
    this.seen.add('land')
    const added = accepted.flatMap(({ file, hunk }) => this.#sides(file, hunk).added)
    const removed = accepted.flatMap(({ file, hunk }) => this.#sides(file, hunk).removed)
    const diff = this.#repository.git('diff', '-U0', '--no-renames', main, 'main').split('\n')
    const moved = new Set(
      accepted.filter(({ hunk }) => hunk.kind === 'rename').flatMap(({ file }) => [file.path, file.oldPath]),
    )
    let name = ''
    for (const line of diff) {
      if (line.startsWith('+++ b/') || line.startsWith('--- a/')) name = line.slice(6)
      else if (!moved.has(name) && line.startsWith('+line'))
        assert.ok(added.includes(line.slice(1)), `${line} landed and was not accepted`)
      else if (!moved.has(name) && line.startsWith('-line'))
        assert.ok(removed.includes(line.slice(1)), `${line} landed and was not accepted`)
    }
    // What a landed base leaves undecided stands elsewhere in it: its content is the same, and of a rename that landed the name
    // is the new one.
    for (const { file, hunk } of hunksOf(before)) {
      const given = known.decided.get(this.#contentKey(file, hunk))
      if (given !== undefined && file.oldPath !== null)
        known.decided.set(this.#contentKey({ ...file, oldPath: null }, hunk), new Set(given))
    }
    if (this.#dice.chance(50)) return
    unwrap(await this.#bench.client.landing.undo({ session: known.id }))
    this.seen.add('undoLanding')
    assert.equal(this.#repository.tree('main'), this.#repository.tree(main))
    assert.deepEqual(verdictsOf(await this.#changeset(known)), verdictsOf(before))
  }

  async #restart(): Promise<void> {
    this.seen.add('restart')
    const before = await this.#all()
    await this.#bench.end()
    this.#workbench = await TestWorkbench.start(this.#folder.path)
    assert.deepEqual(await this.#all(), before)
  }

  /** Everything that is read of all sessions; what is not kept, and how events are numbered, left out. */
  #all(): Promise<unknown> {
    return Promise.all(
      this.#sessions.map(async (known) => {
        const session = await this.#get(known)
        return {
          session: { ...session, worktreeChange: null, silentSince: null },
          tree: this.#treeOf(session.worktree ?? ''),
          changeset: session.revisions.length === 0 ? null : { ...(await this.#changeset(known)), seq: 0 },
          items: unwrap(await this.#bench.client.session.timeline({ session: known.id })).items,
        }
      }),
    )
  }

  /** A verdict applies to nothing but the content that it was given for. */
  async #check(): Promise<void> {
    this.#before = new Set(this.#sessions.map(({ id }) => id))
    for (const known of this.#sessions) {
      if ((await this.#get(known)).revisions.length === 0) continue
      for (const { file, hunk } of hunksOf(await this.#changeset(known))) {
        if (hunk.decision === null) continue
        const given = known.decided.get(this.#contentKey(file, hunk))
        assert.ok(
          given?.has(hunk.decision),
          `${hunk.decision} of what was not decided: ${JSON.stringify(hunk)}`,
        )
      }
    }
  }

  /** What a hunk is about, by git alone: a rename is about names, a mode about modes. */
  #contentKey(file: DecidedFile, hunk: DecidedHunk): string {
    const name = file.oldPath ?? file.path
    if (hunk.kind === 'rename') return JSON.stringify([hunk.kind, name, file.path])
    if (hunk.kind === 'mode') return JSON.stringify([hunk.kind, name, file.oldMode, file.newMode])
    const { removed, added } = this.#sides(file, hunk)
    return JSON.stringify([hunk.kind, name, removed, added])
  }

  #sides(
    file: DecidedFile,
    hunk: DecidedHunk,
  ): { readonly removed: readonly string[]; readonly added: readonly string[] } {
    const whole = hunk.kind !== 'text'
    const cut = (oid: string | null, start: number, count: number): readonly string[] => {
      const lines = this.#blob(oid)
      return whole ? lines : lines.slice(start - 1, start - 1 + count)
    }
    return {
      removed: cut(file.oldOid, hunk.oldStart, hunk.oldLines),
      added: cut(file.newOid, hunk.newStart, hunk.newLines),
    }
  }

  #blob(oid: string | null): readonly string[] {
    if (oid === null) return []
    const known = this.#blobs.get(oid) ?? this.#repository.git('cat-file', 'blob', oid).split('\n')
    this.#blobs.set(oid, known)
    return known
  }

  /** The tree of a worktree's files, by git alone. */
  #treeOf(worktree: string): string {
    const index = path.join(this.#folder.path, 'index')
    rmSync(index, { force: true })
    if (!existsSync(worktree)) return ''
    const env = { ...testGitEnvironment(this.#folder.path), GIT_INDEX_FILE: index }
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: worktree, env, encoding: 'utf8' }).trim()
    git('read-tree', 'HEAD')
    git('add', '-A')
    return git('write-tree')
  }
}

interface Placed {
  readonly file: DecidedFile
  readonly hunk: DecidedHunk
}

function hunksOf(changeset: Changeset): readonly Placed[] {
  return changeset.files.flatMap((file) => file.hunks.map((hunk) => ({ file, hunk })))
}

function verdictsOf(changeset: Changeset): unknown {
  return hunksOf(changeset).map(({ hunk }) => [hunk.id, hunk.decision])
}
