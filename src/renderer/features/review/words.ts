import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import type {
  ActClient,
  DecidedFile,
  DecidedHunk,
  Superseded,
  Verdict,
} from '#shared/domain/review/decided.ts'
import type { FileChange, HunkKind } from '#shared/domain/changeset/file-diff.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { encodingName, type TextEncoding } from '#shared/diff/text-encoding.ts'
import { numberText } from '#shared/base/quantity-text.ts'
import type { ReviewModel, Tally } from './review-model.ts'

/** What a verdict did, as a person says it. */
export const verdictWord: Readonly<Record<Verdict, string>> = {
  accept: 'Accepted',
  reject: 'Rejected',
  defer: 'Deferred',
}

export const changeLetter: Readonly<Record<FileChange, string>> = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
  typeChanged: 'T',
}
export const changeWord: Readonly<Record<FileChange, string>> = {
  added: 'added',
  modified: 'modified',
  deleted: 'deleted',
  renamed: 'renamed',
  typeChanged: 'type changed',
}

export const kindWord: Readonly<Record<HunkKind, string>> = {
  text: 'lines',
  add: 'new empty file',
  delete: 'deletion',
  rename: 'rename',
  mode: 'mode',
  type: 'type',
  symlink: 'symbolic link',
  binary: 'binary content',
  submodule: 'submodule',
}

const modeWords: Readonly<Record<string, string>> = {
  '100644': 'regular file',
  '100755': 'executable',
  '120000': 'symbolic link',
  '160000': 'submodule',
  '000000': 'absent',
}

/** "Changed since you accepted it in r2": what became of a hunk that was decided with other content. */
export function changedSince({ verdict, revision, client }: Superseded): string {
  const word = verdictWord[verdict].toLowerCase()
  const decided = client === undefined ? `you ${word} it` : `it was ${word} from the command line`
  return `Changed since ${decided} in r${revision}`
}

/** A hunk in a file that the approved plan does not name. */
export const outsidePlanWords = 'Outside the plan'

/** What became of a hunk that was rejected and is there again. */
export function cameBackWords(client: ActClient | undefined): string {
  return client === undefined ? 'Came back after you rejected it' : 'Came back after it was rejected'
}

/** A git mode as words. */
export function modeWord(mode: string): string {
  return modeWords[mode] ?? mode
}

/**
 * What the mode of a file becomes, where that is more than a regular file's: "executable" of a new one, both modes where
 * it changes, or null. Cards say it of links and submodules.
 */
export function modeFact(file: DecidedFile): string | null {
  if (file.oldOid !== null && file.newOid !== null)
    return file.oldMode === file.newMode ? null : `${modeWord(file.oldMode)} \u2192 ${modeWord(file.newMode)}`
  const mode = file.newOid === null ? file.oldMode : file.newMode
  return mode === '100644' ? null : modeWord(mode)
}

/** One sentence on what a whole-file unit does. */
export function unitSentence(file: DecidedFile, hunk: DecidedHunk): string {
  const path = pathForDisplay(file.path)
  switch (hunk.kind) {
    case 'add':
      return `Creates ${path}, an empty ${file.newMode === '100755' ? 'executable ' : ''}file.`
    case 'delete':
      return `Deletes ${path}.`
    case 'rename':
      return `Renames ${pathForDisplay(file.oldPath ?? '')} to ${path}.`
    case 'mode':
      return file.newMode === '100755'
        ? 'Makes the file executable.'
        : file.oldMode === '100755'
          ? 'Makes the file no longer executable.'
          : `Changes the mode from ${file.oldMode} to ${file.newMode}.`
    case 'type':
      return `Replaces a ${modeWord(file.oldMode)} by a ${modeWord(file.newMode)}.`
    case 'symlink':
      return file.oldOid === null
        ? 'Creates a symbolic link.'
        : file.newOid === null
          ? 'Removes a symbolic link.'
          : 'Points the symbolic link elsewhere.'
    case 'binary':
      return file.oldOid === null
        ? `Creates ${file.newMode === '100755' ? 'an executable' : 'a'} binary file.`
        : file.newOid === null
          ? 'Removes a binary file.'
          : 'Replaces the binary content.'
    case 'submodule':
      return file.oldOid === null
        ? 'Adds a submodule.'
        : file.newOid === null
          ? 'Removes a submodule.'
          : 'Moves the submodule to another commit.'
    case 'text':
      return linesWord(hunk)
  }
}

/** The same of content that git calls binary and that is shown as text. */
export function wholeTextSentence(file: DecidedFile, hunk: DecidedHunk, encoding: TextEncoding): string {
  if (hunk.kind !== 'binary') return unitSentence(file, hunk)
  const what = file.oldOid === null ? 'Creates a text' : 'Changes a text'
  return `${what} in ${encodingName(encoding)}. It is decided as a whole.`
}

/** "−3 +5 lines", with what is not zero. */
export function linesWord(hunk: { readonly oldLines: number; readonly newLines: number }): string {
  const parts = []
  if (hunk.oldLines > 0) parts.push(`\u2212${hunk.oldLines}`)
  if (hunk.newLines > 0) parts.push(`+${hunk.newLines}`)
  return `${parts.join(' ')} ${hunk.oldLines + hunk.newLines === 1 ? 'line' : 'lines'}`
}

/** "12/31 decided". */
export function progressWord(total: Tally): string {
  return `${numberText(total.hunks - total.undecided)}/${numberText(total.hunks)} decided`
}

/** Lines that a file's hunks add and take away. */
export function sizeOf(file: { readonly hunks: readonly DecidedHunk[] }): {
  readonly added: number
  readonly deleted: number
} {
  let added = 0
  let deleted = 0
  for (const hunk of file.hunks) {
    if (hunk.kind !== 'text') continue
    added += hunk.newLines
    deleted += hunk.oldLines
  }
  return { added, deleted }
}

/** A path that fits `room` characters, shortened in the middle so that the name stays. */
export function shortenPath(path: string, room: number): string {
  if (path.length <= room) return path
  const name = path.slice(path.lastIndexOf('/'))
  if (name.length + 2 >= room) return `\u2026${path.slice(path.length - room + 1)}`
  const head = room - name.length - 1
  return `${path.slice(0, head)}\u2026${name}`
}

/** What undo will say it undoes; mostly the event leaves it to be made from its decisions. */
export function undoLabel(
  event: ChangesetEvent & { readonly type: 'decided' },
  model: ReviewModel,
): string | null {
  if (event.undo !== undefined) return event.undo
  const pathOf = (hunk: string): string | undefined => model.files[model.find(hunk)?.file ?? -1]?.path
  return labelDecisions(
    event.decisions.map(({ hunk, verdict }) => ({ verdict, path: pathOf(hunk) ?? 'a newer revision' })),
  )
}
