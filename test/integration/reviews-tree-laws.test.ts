import assert from 'node:assert/strict'
import { describe, expect, it } from 'vitest'
import type { Changeset, DecidedFile, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { unwrap } from '#shared/base/result.ts'
import { firstLine, sliceLines, toLines, type Lines } from '#shared/diff/lines.ts'
import { Dice } from '#test/support/dice.ts'
import { mixTrees, randomTree, reviseTree, writeTree, type Tree } from '#test/support/random-trees.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { seed } from '#test/support/seed.ts'

/** A decision by what it is about, and nothing else: no id, no revision, no place in the new text. */
interface Known {
  readonly path: string
  readonly kind: DecidedHunk['kind']
  /** 0-based lines of the base, end exclusive. */
  readonly from: number
  readonly to: number
  readonly content: string
  readonly verdict: Verdict
}

const keyOf = ({ path, kind, from, to, content }: Known): string =>
  JSON.stringify([path, kind, from, to, content])

const about = ({ kind, content }: Known): string => JSON.stringify([kind, content])

const basePath = (file: DecidedFile): string => file.oldPath ?? file.path

/** An agent that changes trees in every way and goes back to earlier ones, a person who decides everything, landings. */
class Walk {
  readonly #harness: ReviewHarness
  readonly #dice: Dice
  readonly #trees: Tree[]
  readonly #texts = new Map<string, Lines>()
  #known = new Map<string, Known>()
  readonly #landed: {
    base: string
    changeset: Changeset
    revisions: number
    decided: number
    known: Map<string, Known>
  }[] = []
  #decided = 0
  /** All verdicts that a content had, against any base. */
  readonly #ever = new Map<string, Set<Verdict>>()
  readonly seen = new Set<string>()
  kept = 0

  constructor(harness: ReviewHarness, dice: Dice, base: Tree) {
    this.#harness = harness
    this.#dice = dice
    this.#trees = [base]
  }

  /** A revision: of new changes, of an earlier one, or of files of several earlier ones. */
  async revise(): Promise<void> {
    const dice = this.#dice
    const [one, other] = [dice.pick(this.#trees), dice.pick(this.#trees)]
    const mixed = dice.chance(40) ? reviseTree(dice, one) : mixTrees(dice, one, other)
    this.#trees.push(mixed)
    await this.#harness.take(writeTree(this.#harness.repository, mixed))
    await this.#check()
  }

  /** Decides everything that is undecided, and some of the rest again. */
  async decide(): Promise<void> {
    this.#decided += 1
    for (let round = 0; round < 6; round += 1) {
      const hunks = await this.#harness.hunks()
      const open = hunks.filter(({ decision }) => this.#dice.chance(10) || (round > 2 && decision === null))
      const verdict = this.#dice.pick<Verdict>(['accept', 'accept', 'reject', 'defer'])
      if (open.length > 0) await this.#harness.decide(open, verdict)
      const ids = new Set(open.flatMap(({ id, group }) => [id, group ?? id]))
      for (const one of await this.#decisions(ids)) {
        this.#known.set(keyOf(one), one)
        this.#ever.set(about(one), (this.#ever.get(about(one)) ?? new Set()).add(one.verdict))
      }
    }
  }

  async land(): Promise<void> {
    const before = await this.#harness.changeset()
    const tree = await this.#harness.acceptedTree()
    if (tree === this.#harness.base) return
    const { base, revisions } = this.#harness
    const open = before.files.flatMap(({ hunks }) => hunks).some(({ decision }) => decision === null)
    const known = new Map(this.#known)
    this.#landed.push({ base, changeset: before, revisions: revisions.length, decided: this.#decided, known })
    this.#known = this.#overLanding(before.files)
    await this.#harness.land()
    this.seen.add('land')
    await this.#check()
    const left = (await this.#harness.changeset()).files
    for (const file of left) {
      for (const hunk of file.hunks) {
        assert.notEqual(hunk.decision, 'accept', `${file.path} has landed`)
        // Git looks for a NUL in the first 8,000 bytes: without what was rejected a later one can come among these.
        const isBinaryNow = hunk.kind === 'binary' && before.files.some((one) => isTextOf(one, file))
        assert.ok(open || isBinaryNow || hunk.decision, `asked again for ${describeHunk(file, hunk)}`)
      }
    }
    if (this.#dice.chance(30)) this.#harness.restart()
    if (this.#dice.chance(40)) await this.takeBack()
  }

  async takeBack(): Promise<boolean> {
    const last = this.#landed.pop()
    if (!last) return false
    this.seen.add('takeBack')
    await this.#harness.undoLanding(last.base)
    // What was decided in another way since is decided so now, wherever it stood.
    this.#known = new Map([...last.known].filter(([, known]) => this.#ever.get(about(known))?.size === 1))
    if (last.decided === this.#decided && last.revisions === this.#harness.revisions.length) {
      const now = await this.#harness.changeset()
      const decisions = ({ files }: Changeset): unknown =>
        files.map(({ hunks }) => hunks.map(({ id, decision }) => [id, decision]))
      assert.deepEqual(decisions(now), decisions(last.changeset))
    }
    await this.#check()
    return true
  }

  /** Law: what was decided is decided, by the same verdict. */
  async #check(): Promise<void> {
    for (const [key, hunk, file] of await this.#contents()) {
      const known = this.#known.get(key)
      if (!known || hunk.group !== null) continue
      this.kept += 1
      assert.equal(
        hunk.decision,
        known.verdict,
        `asked again for ${describeHunk(file, hunk)} ${known.verdict}`,
      )
    }
  }

  async #decisions(ids: ReadonlySet<string>): Promise<readonly Known[]> {
    return (await this.#contents()).flatMap(([, hunk, , known]) =>
      ids.has(hunk.group ?? hunk.id) && hunk.decision ? [{ ...known, verdict: hunk.decision }] : [],
    )
  }

  async #contents(): Promise<readonly (readonly [string, DecidedHunk, DecidedFile, Known])[]> {
    const all: (readonly [string, DecidedHunk, DecidedFile, Known])[] = []
    for (const file of (await this.#harness.changeset()).files) {
      for (const hunk of file.hunks) {
        const from = firstLine(hunk.oldStart, hunk.oldLines)
        const range = hunk.kind === 'text' ? { from, to: from + hunk.oldLines } : { from: 0, to: 0 }
        const content = hunk.kind === 'text' ? await this.#text(file, hunk) : unitContent(file, hunk)
        const known: Known = { path: basePath(file), kind: hunk.kind, ...range, content, verdict: 'defer' }
        all.push([keyOf(known), hunk, file, known])
      }
    }
    return all
  }

  async #text(file: DecidedFile, hunk: DecidedHunk): Promise<string> {
    const side = async (oid: string | null, start: number, count: number): Promise<string> => {
      if (oid === null) return ''
      const lines = this.#texts.get(oid) ?? toLines(unwrap(await this.#harness.objects.blob(oid)))
      this.#texts.set(oid, lines)
      const from = firstLine(start, count)
      return Buffer.from(sliceLines(lines, from, from + count)).toString('latin1')
    }
    const added = file.change === 'added' ? file.newMode : ''
    return JSON.stringify([
      added,
      await side(file.oldOid, hunk.oldStart, hunk.oldLines),
      await side(file.newOid, hunk.newStart, hunk.newLines),
    ])
  }

  /** What is known of decisions when the accepted hunks of these files are in the base. */
  #overLanding(files: readonly DecidedFile[]): Map<string, Known> {
    const byPath = new Map(files.map((file) => [basePath(file), file]))
    const after = new Map<string, Known>()
    for (const known of this.#known.values()) {
      const file = byPath.get(known.path)
      const accepted = file?.hunks.filter(({ decision }) => decision === 'accept') ?? []
      const next = overAccepted(known, file?.path ?? known.path, accepted)
      if (next) after.set(keyOf(next), next)
    }
    return after
  }
}

function overAccepted(known: Known, newPath: string, accepted: readonly DecidedHunk[]): Known | null {
  const renamed = accepted.some(({ kind }) => kind === 'rename')
  const path = renamed ? newPath : known.path
  const contents = accepted.filter(({ kind }) => kind !== 'rename' && kind !== 'mode')
  const gone = accepted.some(({ kind }) => kind === 'delete' || kind === 'type')
  if (known.kind === 'rename') return renamed || gone ? null : known
  if (known.kind === 'mode') {
    const changed = accepted.some(({ kind }) => kind === 'mode')
    return gone || changed ? null : { ...known, path }
  }
  if (known.kind !== 'text') return contents.length === 0 ? { ...known, path } : null
  let shift = 0
  for (const hunk of contents) {
    if (hunk.kind !== 'text') return null
    const from = firstLine(hunk.oldStart, hunk.oldLines)
    const to = from + hunk.oldLines
    const same = from === to && known.from === known.to && from === known.from
    if (same || (from < known.to && known.from < to)) return null
    if (to <= known.from) shift += hunk.newLines - hunk.oldLines
  }
  return { ...known, path, from: known.from + shift, to: known.to + shift }
}

/** Whether a file was a text before, of the same content after the change. */
function isTextOf({ newOid, hunks }: DecidedFile, file: DecidedFile): boolean {
  return newOid === file.newOid && hunks.some(({ kind }) => kind === 'text')
}

/** What a whole-file unit changes, besides its path. */
function unitContent(file: DecidedFile, { kind }: DecidedHunk): string {
  const { oldMode, newMode, oldOid, newOid, path } = file
  if (kind === 'rename') return path
  if (kind === 'mode') return `${oldMode} ${newMode}`
  const modes = kind === 'type' || kind === 'delete' || file.change === 'added' ? `${oldMode} ${newMode}` : ''
  return `${modes} ${oldOid ?? ''} ${newOid ?? ''}`
}

function describeHunk(file: DecidedFile, hunk: DecidedHunk): string {
  const range = `${hunk.oldStart},${hunk.oldLines} ${hunk.newStart},${hunk.newLines}`
  return `${file.change} ${basePath(file)} > ${file.path}: ${hunk.kind} ${range} ${hunk.decision}`
}

describe(`a review of trees at random, seed ${seed}`, () => {
  it('never asks twice over revisions that come and go, landings, their undo, and restarts', async () => {
    const dice = new Dice(seed)
    const seen = new Set<string>()
    let kept = 0
    // Chance may keep few in three walks; hardly in twelve.
    const isEnough = (): boolean => kept > 60 && seen.size === 2
    for (let walks = 0; walks < 3 || (walks < 12 && !isEnough()); walks += 1) {
      const base = randomTree(dice, 30)
      const harness = await ReviewHarness.make({})
      try {
        harness.base = writeTree(harness.repository, base)
        const walk = new Walk(harness, dice, base)
        for (let step = 0; step < 8; step += 1) {
          await walk.revise()
          await walk.decide()
          if (dice.chance(50)) await walk.land()
          if (dice.chance(20)) await walk.takeBack()
        }
        while (await walk.takeBack()) continue
        kept += walk.kept
        for (const one of walk.seen) seen.add(one)
      } finally {
        harness.dispose()
      }
    }
    expect([...seen].sort()).toEqual(['land', 'takeBack'])
    expect(kept).toBeGreaterThan(60)
  }, 120_000)
})
