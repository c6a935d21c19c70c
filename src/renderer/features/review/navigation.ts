import type { ReviewModel } from './review-model.ts'

/**
 * The next undecided hunk after `at`, else the first one before it: deciding goes round until nothing is left. Null
 * when everything is decided. `at` -1 asks for the first.
 */
export function nextUndecided(model: ReviewModel, at: number): number | null {
  if (model.shownTotal.undecided === 0) return null
  return scan(model, at + 1, model.hunks.length, 1) ?? scan(model, 0, at, 1)
}

/** The undecided hunk before `at`, else the last one of all. */
export function previousUndecided(model: ReviewModel, at: number): number | null {
  if (model.shownTotal.undecided === 0) return null
  return scan(model, at - 1, -1, -1) ?? scan(model, model.hunks.length - 1, at, -1)
}

function scan(model: ReviewModel, from: number, to: number, step: 1 | -1): number | null {
  for (let at = from; step === 1 ? at < to : at > to; at += step) {
    const entry = model.hunks[at]
    if (entry === undefined) return null
    if (model.isLeft(at)) return at
    // Files without undecided hunks are passed over whole.
    if (model.tallyOf(entry.file).undecided === 0)
      at =
        step === 1
          ? model.firstOf(entry.file) + (model.files[entry.file]?.hunks.length ?? 1) - 1
          : model.firstOf(entry.file)
  }
  return null
}

/** The hunk next to it that is shown, decided or not; stays at the ends. */
export function stepHunk(model: ReviewModel, at: number, by: 1 | -1): number | null {
  for (let next = at + by; next >= 0 && next < model.hunks.length; next += by)
    if (model.isShown(next)) return next
  return null
}

/** Where to land in the file `by` places on that has hunks: its first undecided hunk, else its first. */
export function stepFile(model: ReviewModel, file: number, by: 1 | -1): number | null {
  for (let next = file + by; next >= 0 && next < model.files.length; next += by) {
    const landing = entryOfFile(model, next)
    if (landing !== null && model.isShown(landing)) return landing
  }
  return null
}

/** The hunk of a file to look at first: its first undecided one that is shown, else its first; null without hunks. */
export function entryOfFile(model: ReviewModel, file: number): number | null {
  const first = model.firstOf(file)
  const count = model.files[file]?.hunks.length ?? 0
  const own = Array.from({ length: count }, (_, index) => first + index)
  return own.find((at) => model.isLeft(at)) ?? own.find((at) => model.isShown(at)) ?? own[0] ?? null
}

/** The hunk of a file at a line of its new text, else the last before it, else its first; null without hunks. */
export function hunkAtLine(model: ReviewModel, file: number, line: number): number | null {
  const hunks = model.files[file]?.hunks ?? []
  if (hunks.length === 0) return null
  const before = hunks.findLastIndex((hunk) => hunk.newStart <= line)
  return model.firstOf(file) + Math.max(0, before)
}

/** The hunks of the files that come up next, for fetching their text ahead: at most `count` files. */
export function filesAhead(model: ReviewModel, at: number, count: number): readonly number[] {
  const files: number[] = []
  const current = model.hunks[at]?.file ?? 0
  for (let file = current + 1; file < model.files.length && files.length < count; file += 1)
    if (model.tallyOf(file).undecided > 0) files.push(file)
  return files
}

/** Where the person stands in another changeset of the same session: same hunk, same file, else the first. */
export function sameFocus(before: ReviewModel, at: number, after: ReviewModel): number | null {
  const entry = before.hunks[at]
  if (entry === undefined) return nextUndecided(after, -1) ?? (after.hunks.length > 0 ? 0 : null)
  const same = after.find(entry.hunk.id)
  if (same !== null) return same.at
  const path = before.files[entry.file]?.path
  const file = after.files.findIndex((one) => one.path === path)
  if (file !== -1) {
    const near = after.files[file]?.hunks.findIndex((hunk) => hunk.newStart >= entry.hunk.newStart) ?? -1
    if (near !== -1) return after.firstOf(file) + near
    const landing = entryOfFile(after, file)
    if (landing !== null) return landing
  }
  return nextUndecided(after, -1) ?? (after.hunks.length > 0 ? 0 : null)
}

/** The first hunk whose decision or own edit differs: what an undo or redo was about. */
export function firstDifference(before: ReviewModel, after: ReviewModel): number | null {
  for (const { at, hunk } of after.hunks) {
    const former = before.find(hunk.id)
    if (former === null) continue
    if (before.verdictAt(former.at) !== after.verdictAt(at) || former.hunk.editedBy !== hunk.editedBy)
      return at
  }
  return null
}
