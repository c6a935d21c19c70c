import { sizeText } from '#shared/base/quantity-text.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { StaticText } from '#renderer/editor/index.ts'
import { documentOf, shownChanges, unitsOf, whitespaceOnly, type ShownChange } from '../hunk-view.ts'
import type { TextCache, TextResult } from '../text-cache.ts'
import type { FileOutline } from './file-blocks.ts'
import { showsLines } from './shows-lines.ts'

/** The text of a file as the surface shows it. */
export interface SurfaceText {
  readonly text: FileText
  /** null where its lines are not shown. */
  readonly code: StaticText | null
  readonly changes: ReadonlyMap<string, ShownChange>
  readonly outline: FileOutline
  /** Changes of white space only, found when they are asked for. */
  readonly quiet: () => ReadonlySet<string>
}

/** Texts that are kept; those that were wanted longest ago go first. */
const most = 96

/** What is known of a file before its text is here. */
export function outlineBefore(file: DecidedFile): FileOutline {
  const changes = showsLines(file) ? file.hunks.filter(({ kind }) => kind === 'text') : []
  return { units: unitsOf(file).map(({ id }) => id), changes, newCount: null, note: null }
}

/** The texts of files near the screen. What is known of a file's shape stays when its text goes. */
export class SurfaceTexts {
  readonly #cache: TextCache
  readonly #onText: () => void
  readonly #texts = new Map<string, SurfaceText | 'coming'>()
  readonly #outlines = new Map<string, FileOutline>()
  #isTelling = false

  /** `onText` is told when a text that was wanted is here. */
  constructor(cache: TextCache, onText: () => void) {
    this.#cache = cache
    this.#onText = onText
  }

  /** The text of a file; null while it is not here, and of files without lines. */
  of(number: number, file: DecidedFile): SurfaceText | null {
    const known = this.#texts.get(this.#cache.key(number, file, false))
    return known === undefined || known === 'coming' ? null : known
  }

  outlineOf(number: number, file: DecidedFile): FileOutline {
    const key = this.#cache.key(number, file, false)
    const known = this.#outlines.get(key) ?? outlineBefore(file)
    this.#outlines.set(key, known)
    return known
  }

  /** Asks for the text of a file that comes near the screen. */
  want(number: number, file: DecidedFile): void {
    if (!showsLines(file)) return
    const key = this.#cache.key(number, file, false)
    const known = this.#texts.get(key)
    if (known !== undefined) {
      this.#texts.delete(key)
      this.#texts.set(key, known)
      return
    }
    this.#texts.set(key, 'coming')
    for (const old of this.#texts.keys()) {
      if (this.#texts.size <= most) break
      this.#texts.delete(old)
    }
    void this.#cache.load(number, file).then((result) => {
      if (!this.#texts.has(key)) return
      if (result.ok) {
        const shown = shownText(key, file, result.value)
        this.#texts.set(key, shown)
        this.#outlines.set(key, shown.outline)
      } else {
        this.#texts.delete(key)
        this.#outlines.set(key, { ...outlineBefore(file), note: result.error.message })
      }
      this.#tellSoon()
    })
  }

  /** Several texts come at once: they are drawn in one frame. */
  #tellSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    requestAnimationFrame(() => {
      this.#isTelling = false
      this.#onText()
    })
  }

  /** Asks again for what could not be had. */
  retry(): void {
    for (const [key, { note }] of this.#outlines) if (note !== null) this.#outlines.delete(key)
  }
}

function shownText(key: string, file: DecidedFile, text: FileText): SurfaceText {
  const omitted = omittedWords({ ok: true, value: text })
  const changes = shownChanges(file, text)
  const { units } = outlineBefore(file)
  if (omitted !== null)
    return {
      text,
      code: null,
      changes,
      outline: { units, changes: outlineBefore(file).changes, newCount: null, note: omitted },
      quiet: () => new Set(),
    }
  const document = documentOf(key, file, text)
  const code = new StaticText(document)
  let quiet: ReadonlySet<string> | null = null
  return {
    text,
    code,
    changes,
    outline: {
      units,
      changes: document.lines.toSorted((one, other) => one.newStart - other.newStart),
      newCount: code.countOf('new'),
      note: null,
    },
    quiet: () => (quiet ??= whitespaceOnly(document)),
  }
}

/** Why the lines of a text are not shown; null where they are. */
function omittedWords(result: TextResult): string | null {
  if (!result.ok) return result.error.message
  const sides = [result.value.before, result.value.after]
  if (sides.some((side) => side?.omitted === 'tooLarge'))
    return `This file has ${sizeText(Math.max(...sides.map((side) => side?.bytes ?? 0)))} of text. Enter opens it by itself.`
  return sides.some((side) => side?.omitted === 'binary')
    ? 'Its content is binary. Enter opens it by itself.'
    : null
}
