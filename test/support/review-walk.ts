import assert from 'node:assert/strict'
import path from 'node:path'
import { unwrap } from '#shared/base/result.ts'
import { splice } from '#shared/diff/splice.ts'
import type { Changeset, DecidedFile, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { takenOf } from './decision-sets.ts'
import type { Dice } from './dice.ts'
import { applyPatch, ownHunk, readPatch, takenPatch, type PatchFile } from './patch-oracle.ts'
import { repeatLines } from './random-texts.ts'
import { mixTrees, reviseTree, writeTree, type Tree } from './random-trees.ts'
import type { ReviewHarness } from './review-harness.ts'

/** What a walk counts. */
export type WalkStep = 'decide' | 'undo' | 'redo' | 'edit' | 'revise' | 'restart'
export type WalkCount = WalkStep | 'oracle' | 'return' | 'recut' | 'edit holds' | 'edit lost'

/** What is decided: the verdicts by hunk, and the own edits by whether they hold. */
type State = string

interface Seen {
  readonly state: State
  /** null: not built yet. */
  readonly tree: string | null
}

/**
 * A person who decides, edits, undoes and redoes while an agent makes revisions and the workbench is started again, over
 * trees with every kind of change. The tree is that of `git apply`, and wherever the same decisions stand
 * over the same revision again, however they came about, verdicts and tree are those of the first time.
 */
export class ReviewWalk {
  readonly counts = new Map<WalkCount, number>()
  readonly #harness: ReviewHarness
  readonly #dice: Dice
  readonly #trees: Tree[]
  /** Numbers of the steps that are not undone. */
  #done: number[] = []
  #undone: number[] = []
  #steps = 0
  readonly #seen = new Map<string, Seen>()
  readonly #patches = new Map<string, readonly PatchFile[]>()
  readonly #known = new Set<string>()
  /** Of how many checks one builds the tree: it takes most of the time. */
  readonly #every: number
  #checks = 0

  constructor(harness: ReviewHarness, dice: Dice, base: Tree, revision: Tree, every: number) {
    this.#harness = harness
    this.#dice = dice
    this.#every = every
    this.#trees = [base, revision]
  }

  async begin(): Promise<void> {
    await this.#take(this.#trees[1] ?? new Map())
    await this.#check()
  }

  async step(): Promise<void> {
    const roll = this.#dice.below(100)
    if (roll < 32) await this.#decide()
    else if (roll < 50) await this.#back()
    else if (roll < 64) await this.#forth()
    else if (roll < 84) await this.#edit()
    else if (roll < 94) await this.#revise()
    else await this.#restart()
  }

  /** Takes everything back: nothing is decided then, and the tree is the base. Then does it all again. */
  async finish(): Promise<void> {
    const end = await this.#look()
    const taken = this.#done.length
    for (let step = 0; step < taken; step += 1) unwrap(await this.#harness.reviews.undo('s1'))
    assert.equal((await this.#look()).tree, this.#harness.base)
    for (let step = 0; step < taken; step += 1) unwrap(await this.#harness.reviews.redo('s1'))
    assert.deepEqual(await this.#look(), end)
    await this.#harness.decide(await this.#harness.hunks(), 'accept')
    this.#did()
    const { files, revision } = await this.#check()
    const edited = files.some(({ edits }) => edits.some(({ holds }) => holds))
    if (!edited) assert.equal(await this.#harness.acceptedTree(), revision)
  }

  async #decide(): Promise<void> {
    const percent = this.#dice.pick([3, 15, 50, 100])
    const hunks = (await this.#harness.hunks()).filter(() => this.#dice.chance(percent))
    if (hunks.length === 0) return
    const verdict = this.#dice.pick<Verdict | null>(['accept', 'accept', 'reject', 'defer', null])
    await this.#harness.decide(hunks, verdict)
    this.#count('decide')
    this.#did()
    const { files } = await this.#check()
    const now = new Map(files.flatMap((file) => file.hunks).map((hunk) => [hunk.id, hunk]))
    for (const { id } of hunks) {
      const hunk = now.get(id)
      if (hunk?.editedBy === null) assert.equal(hunk.decision, verdict)
    }
  }

  async #back(): Promise<void> {
    const result = await this.#harness.reviews.undo('s1')
    const step = this.#done.pop()
    assert.equal(result.ok, step !== undefined)
    if (step === undefined) return
    this.#undone.push(step)
    this.#count('undo')
    await this.#check()
  }

  async #forth(): Promise<void> {
    const result = await this.#harness.reviews.redo('s1')
    const step = this.#undone.pop()
    assert.equal(result.ok, step !== undefined)
    if (step === undefined) return
    this.#done.push(step)
    this.#count('redo')
    await this.#check()
  }

  /** Types lines of its own into the after side of a file, as shown. */
  async #edit(): Promise<void> {
    const { files } = await this.#harness.changeset()
    const texts = files.filter(({ binary, hunks }) => !binary && hunks.some(({ kind }) => kind === 'text'))
    if (texts.length === 0) return
    const file = this.#dice.pick(texts)
    const { after } = unwrap(await this.#harness.reviews.file('s1', file.path))
    if (!after || after.readOnly !== null) return
    const lines = after.text.split('\n')
    const from = this.#dice.below(lines.length)
    const count = Math.min(this.#dice.below(4), lines.length - from)
    const fresh = Array.from({ length: this.#dice.below(3) }, () => `own ${this.#dice.below(1_000_000)}`)
    if (from + count === lines.length || (count === 0 && fresh.length === 0)) return
    await this.#harness.edit(
      file.path,
      count === 0 ? from : from + 1,
      count,
      fresh.map((line) => `${line}\n`).join(''),
    )
    const expected = [...lines.slice(0, from), ...fresh, ...lines.slice(from + count)].join('\n')
    if (expected === after.text) return
    const shown = unwrap(await this.#harness.reviews.file('s1', file.path)).after
    // Without its last odd byte a file is UTF-8 again, without its last LF it is CRLF, and without its first line the next
    // one's U+FEFF is its mark: then it is shown another way.
    const isShownSo = (['encoding', 'crlf', 'bom'] as const).every((form) => shown?.[form] === after[form])
    if (isShownSo) assert.equal(shown?.text, expected)
    this.#count('edit')
    this.#did()
    await this.#check()
  }

  /** Another revision: of new changes, or of files of two earlier ones; now and then an earlier one as it was. */
  async #revise(): Promise<void> {
    const dice = this.#dice
    const [last, one, other] = [this.#trees.at(-1), dice.pick(this.#trees), dice.pick(this.#trees)]
    const roll = dice.below(100)
    const next =
      roll < 30
        ? this.#slide(last ?? one)
        : roll < 50
          ? reviseTree(dice, last ?? one)
          : roll < 75
            ? mixTrees(dice, last ?? one, other)
            : one
    const before = await this.#harness.changeset()
    await this.#take(new Map(next))
    const now = await this.#harness.changeset()
    this.#checkCarried(before, now)
    this.#count('revise')
    await this.#check()
  }

  /** The tree with lines of its texts repeated: what was inserted there before may be cut in another way now. */
  #slide(tree: Tree): Tree {
    return new Map(
      [...tree].map(([name, node]) => {
        const slides = node.kind === 'file' && node.bytes.length < 4000 && this.#dice.chance(60)
        return [name, slides ? { ...node, bytes: repeatLines(this.#dice, node.bytes) } : node] as const
      }),
    )
  }

  async #restart(): Promise<void> {
    const before = await this.#harness.changeset()
    this.#harness.restart()
    // Its events are numbered anew.
    assert.deepEqual({ ...(await this.#harness.changeset()), seq: before.seq }, before)
    this.#count('restart')
    await this.#check()
  }

  async #take(tree: Tree): Promise<void> {
    this.#trees.push(tree)
    await this.#harness.take(writeTree(this.#harness.repository, tree))
  }

  /** A step of the person was taken down: what was undone can't be redone any more. */
  #did(): void {
    this.#steps += 1
    this.#done.push(this.#steps)
    this.#undone = []
  }

  /** Holds the state to what it was when it was the same, and the tree to what git makes of it. */
  async #check(): Promise<Changeset> {
    const changeset = await this.#harness.changeset()
    const state = stateOf(changeset)
    const key = `${this.#done.join()} ${changeset.revision}`
    const before = this.#seen.get(key)
    const builds = this.#checks % this.#every === 0
    this.#checks += 1
    const tree = builds ? await this.#harness.acceptedTree() : (before?.tree ?? null)
    this.#seen.set(key, { state, tree })
    if (before) {
      this.#count('return')
      assert.equal(state, before.state, 'the same decisions over the same revision')
      if (before.tree !== null) assert.equal(tree, before.tree, 'the same tree for the same decisions')
    }
    if (builds && (before?.tree ?? null) === null) {
      assert.equal(tree, this.#oracle(changeset), 'git apply makes another tree')
      this.#count('oracle')
    }
    for (const { edits } of changeset.files)
      for (const { holds } of edits) this.#count(holds ? 'edit holds' : 'edit lost')
    for (const { hunks } of changeset.files) for (const { id } of hunks) this.#known.add(id)
    return changeset
  }

  async #look(): Promise<Seen> {
    return { state: stateOf(await this.#harness.changeset()), tree: await this.#harness.acceptedTree() }
  }

  /** The tree that git makes of the hunks that are accepted and of the own edits that hold. */
  #oracle({ files, base, revision }: Changeset): string {
    const { repository } = this.#harness
    const patch = this.#patches.get(revision) ?? readPatch(repository, base, revision)
    this.#patches.set(revision, patch)
    const parts = files.map((file, index) => {
      const git = patch[index] ?? untouchedFile(file)
      assert.equal(git.path, file.path)
      const holding = file.edits.filter(({ holds }) => holds)
      const text = holding.length > 0 ? this.#blob(file.oldOid) : ''
      const own = holding.map(({ oldStart, oldLines, bytes }) =>
        ownHunk(text, oldStart, oldLines, Buffer.from(bytes, 'base64').toString('latin1')),
      )
      return takenPatch(git, { ...takenOf(git, file), own }, '')
    })
    const index = path.join(repository.path, '.git', 'oracle-index')
    return applyPatch(repository, base, parts.join(''), index)
  }

  #blob(oid: string | null): string {
    return oid === null ? '' : this.#harness.repository.gitBytes(['cat-file', 'blob', oid]).toString('latin1')
  }

  /** A verdict is carried to the same hunk, or to one that does the same in another cut; never to another content. */
  #checkCarried(before: Changeset, now: Changeset): void {
    const decisions = new Map(before.files.flatMap(({ hunks }) => hunks).map((hunk) => [hunk.id, hunk]))
    for (const file of now.files) {
      const old = before.files.find((one) => (one.oldPath ?? one.path) === (file.oldPath ?? file.path))
      for (const hunk of file.hunks) {
        if (hunk.editedBy !== null || hunk.group !== null) continue
        const was = decisions.get(hunk.id)
        if (was && was.editedBy === null && was.group === null) assert.equal(hunk.decision, was.decision)
        if (hunk.decision === null || this.#known.has(hunk.id)) continue
        this.#count('recut')
        assert.ok(old && this.#isRecut(old, file, hunk), `${file.path} has a verdict that nobody gave`)
      }
    }
  }

  /** Whether hunks of the revision before did, with the same verdict, what this one does in a stretch with its neighbours. */
  #isRecut(old: DecidedFile, now: DecidedFile, hunk: DecidedHunk): boolean {
    const bytes = (oid: string | null): Uint8Array => Buffer.from(this.#blob(oid), 'latin1')
    const [base, was, is] = [bytes(now.oldOid), bytes(old.newOid), bytes(now.newOid)]
    const accepted = (one: DecidedHunk): boolean => one.decision === 'accept'
    const alike = old.hunks.filter((one) => one.decision !== null && accepted(one) === accepted(hunk))
    const texts = new Set(stretches(alike).map((run) => textOf(base, was, run)))
    return stretches(now.hunks).some((run) => run.includes(hunk) && texts.has(textOf(base, is, run)))
  }

  #count(what: WalkCount): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}

function stateOf({ files }: Changeset): State {
  const state = files.map(({ path: name, hunks, edits }) => [
    name,
    hunks.map(({ id, decision, editedBy }) => [id, decision, editedBy]),
    edits.map(({ id, holds }) => [id, holds]),
  ])
  return JSON.stringify(state)
}

/** A file that the revision leaves as it is, and the person does not. */
function untouchedFile({ path: name, hunks, oldOid, oldMode, newMode }: DecidedFile): PatchFile {
  assert.equal(hunks.length, 0)
  const sections = [{ index: null, similarity: null, binary: null, hunks: [] }]
  return {
    status: 'M',
    path: name,
    oldPath: name,
    oldOid: oldOid ?? '',
    oldMode,
    newMode,
    sections,
    isText: true,
  }
}

/** All runs of neighbouring text hunks. */
function stretches(hunks: readonly DecidedHunk[]): readonly (readonly DecidedHunk[])[] {
  const text = hunks.filter(({ kind }) => kind === 'text')
  return text.flatMap((_, from) => text.slice(from).map((__, length) => text.slice(from, from + length + 1)))
}

function textOf(base: Uint8Array, revision: Uint8Array, run: readonly DecidedHunk[]): string {
  try {
    return Buffer.from(splice(base, revision, run)).toString('latin1')
  } catch {
    // Alone, these would follow a line without an end: no text.
    return `nothing ${run.map(({ id }) => id).join()}`
  }
}
