import { flushSync } from 'react-dom'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DiffDocument, Found, FoundPlace } from '#renderer/editor/index.ts'
import { mayBeText } from './hunk-view.ts'
import { shownDocumentOf } from './since-decided.ts'
import { patternOf, placesIn } from './find-text.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { textKey } from './text-cache.ts'

/** A place in one of the files of the changeset. */
export interface FilePlace {
  readonly file: number
  readonly place: FoundPlace
}

export interface FindState {
  readonly open: boolean
  readonly query: string
  /** Grows whenever the field is asked for. */
  readonly wanted: number
  /** In the order of the files, as far as they were searched. */
  readonly places: readonly FilePlace[]
  readonly current: FilePlace | null
  /** Grows whenever the person goes to a place. */
  readonly step: number
  /** How many files were searched, of how many, and how many of them are too large to be searched. */
  readonly searched: number
  readonly files: number
  readonly tooLarge: number
  /** Large files are searched as well. */
  readonly large: boolean
}

/** Places at most; more are of no use to a reader. */
const mostPlaces = 5000
/** Bytes of a side of a file that is searched at most: without being asked, and where the person asks for it. */
const largest = { usual: 1_000_000, asked: 20_000_000 }
/** Files that are fetched at a time. */
const atOnce = 4
/** Milliseconds after which the page gets its turn. */
const patience = 12

/** Why a file is not searched; `none`: it has no text. */
type Unsearched = 'tooLarge' | 'none'

/** The search over all files of a review, on the lines that its diff shows. */
export class Find {
  readonly store: StoreApi<FindState> = createStore<FindState>(() => ({
    open: false,
    query: '',
    wanted: 0,
    places: [],
    current: null,
    step: 0,
    searched: 0,
    files: 0,
    tooLarge: 0,
    large: false,
  }))
  readonly #review: Review
  /** Documents by the name of their content. */
  readonly #documents = new Map<string, Promise<DiffDocument | Unsearched>>()
  #run = 0

  constructor(review: Review) {
    this.#review = review
  }

  /** Opens the field, or asks for its focus again. */
  open(): void {
    const { wanted, query } = this.store.getState()
    this.store.setState({ open: true, wanted: wanted + 1 })
    void this.#search(query, false)
  }

  /** Closes the field and forgets what was read; the query stays for the next time. */
  close(): void {
    this.#run += 1
    this.#documents.clear()
    this.store.setState({
      open: false,
      places: [],
      current: null,
      searched: 0,
      files: 0,
      tooLarge: 0,
      large: false,
    })
  }

  /** Searches for other words, and goes to the first place in the file on screen. */
  type(query: string): void {
    this.store.setState({ query })
    void this.#search(query, true)
  }

  /** Searches again: other files are on screen than were searched. */
  again(): void {
    if (this.store.getState().open) void this.#search(this.store.getState().query, false)
  }

  /** Searches large files as well, until the search is closed. */
  searchLarge(): void {
    this.#documents.clear()
    this.store.setState({ large: true })
    void this.#search(this.store.getState().query, false)
  }

  /** Goes to the next place, or to the one before, round the ends. */
  go(by: 1 | -1): void {
    const { places, current } = this.store.getState()
    if (places.length === 0) return
    const at = current === null ? -1 : places.indexOf(current)
    const { file } = this.#review.focus.state
    const from = at !== -1 ? at + by : this.#edge(places, file, by)
    const next = places[(from + places.length) % places.length]
    if (next !== undefined) this.#show(next)
  }

  /** Where to begin: the first place from the file on screen on, or the last one up to it. */
  #edge(places: readonly FilePlace[], file: number, by: 1 | -1): number {
    const after = places.findIndex((one) => (by === 1 ? one.file >= file : one.file > file))
    return by === 1 ? Math.max(0, after) : (after === -1 ? places.length : after) - 1
  }

  #show(found: FilePlace): void {
    const { focus, look, state } = this.#review
    const { model } = state
    if (model === null) return
    const at = hunkAt(model, found)
    // At once: the place is shown after the focus was brought to its height.
    flushSync(() => {
      if (look.getState().overview) look.setState({ overview: false })
      if (at === null) focus.goToFile(found.file)
      else focus.goTo(at)
    })
    this.store.setState(({ step }) => ({ current: found, step: step + 1 }))
  }

  async #search(query: string, showFirst: boolean): Promise<void> {
    const run = (this.#run += 1)
    const { model } = this.#review.state
    const pattern = patternOf(query)
    const kept = this.store.getState().current
    this.store.setState({ places: [], current: null, searched: 0, files: 0, tooLarge: 0 })
    if (model === null || pattern === null) return
    const files = model.files.flatMap((file, at) => (mayBeText(file) ? [at] : []))
    const first = this.#review.focus.state.file
    const order = [...files.filter((file) => file >= first), ...files.filter((file) => file < first)]
    const found = new Map<number, readonly FilePlace[]>()
    let left = mostPlaces
    let tooLarge = 0
    let since = performance.now()
    const publish = (searched: number): void => {
      const places = files.flatMap((file) => found.get(file) ?? [])
      this.store.setState({ places, searched, files: order.length, tooLarge })
    }
    for (const [index, file] of order.entries()) {
      for (const ahead of order.slice(index, index + atOnce)) void this.#document(model, ahead)
      const document = await this.#document(model, file)
      if (run !== this.#run) return
      if (document === 'tooLarge') tooLarge += 1
      else if (document !== 'none') {
        const places = placesIn(document, pattern, left).map((place) => ({ file, place }))
        left -= places.length
        if (places.length > 0) found.set(file, places)
      }
      if (index === 0) {
        publish(1)
        const here = this.#nearest(found.get(file) ?? [], model)
        if (here !== null && showFirst) this.#show(here)
        else if (kept !== null) this.store.setState({ current: samePlace(found.get(file) ?? [], kept) })
      } else if (performance.now() - since > patience) {
        publish(index + 1)
        await new Promise((resolve) => setTimeout(resolve))
        if (run !== this.#run) return
        since = performance.now()
      }
    }
    publish(order.length)
  }

  /** The first place from the hunk in focus on, else the first one of the file. */
  #nearest(places: readonly FilePlace[], model: ReviewModel): FilePlace | null {
    const { at, file } = this.#review.focus.state
    const line = at === null ? 0 : (model.hunks[at]?.hunk.newStart ?? 0)
    const here = places.filter((one) => one.file === file)
    return here.find(({ place }) => place.side === 'new' && place.line >= line) ?? here[0] ?? null
  }

  #document(model: ReviewModel, at: number): Promise<DiffDocument | Unsearched> {
    const file = model.files[at]
    if (file === undefined) return Promise.resolve('none')
    const { number } = model.changeset
    const { session, client } = this.#review
    const { encodings, againstBase } = this.#review.look.getState()
    const encoding = encodings.get(file.path) ?? null
    const key = textKey(session, number, file, false, encoding)
    const name = againstBase ? `${key}\nagainst the base` : key
    const known = this.#documents.get(name)
    if (known !== undefined) return known
    const asked = client.changeset
      .file({
        session,
        number,
        path: file.path,
        limit: this.store.getState().large ? largest.asked : largest.usual,
        ...(encoding === null ? {} : { encoding }),
      })
      .then(
        (text): DiffDocument | Unsearched => {
          // One that can't be read is not searched either, and is told as one.
          if (!text.ok) return 'tooLarge'
          const omitted = text.value.before?.omitted ?? text.value.after?.omitted ?? null
          if (omitted !== null) return omitted === 'binary' ? 'none' : omitted
          return shownDocumentOf(key, file, text.value, againstBase)
        },
        (): Unsearched => 'tooLarge',
      )
    this.#documents.set(name, asked)
    return asked
  }
}

/** What is found in one file; null while nothing is. */
export function useFoundIn(find: Find, file: number): Found | null {
  const places = useStore(find.store, (state) => state.places)
  const current = useStore(find.store, (state) => state.current)
  const step = useStore(find.store, (state) => state.step)
  const query = useStore(find.store, (state) => state.query)
  return useMemo(() => {
    const here = places.filter((one) => one.file === file).map((one) => one.place)
    if (here.length === 0) return null
    const pattern = patternOf(query)
    if (pattern === null) return null
    return { pattern, places: here, current: current?.file === file ? current.place : null, step }
  }, [places, current, step, file, query])
}

/** The same place among those of a newer search. */
function samePlace(places: readonly FilePlace[], { file, place }: FilePlace): FilePlace | null {
  const isSame = (one: FilePlace): boolean =>
    one.file === file &&
    one.place.side === place.side &&
    one.place.line === place.line &&
    one.place.from === place.from
  return places.find(isSame) ?? null
}

/** The hunk that a place stands in, else the one that is nearest to it; null in a file without hunks. */
function hunkAt(model: ReviewModel, { file, place }: FilePlace): number | null {
  const hunks = model.files[file]?.hunks ?? []
  const own = hunks.findIndex(
    (hunk) => hunk.id === place.change || (place.change !== null && hunk.editedBy === place.change),
  )
  if (own !== -1) return model.firstOf(file) + own
  let nearest: number | null = null
  let distance = Infinity
  for (const [index, hunk] of hunks.entries()) {
    if (hunk.kind !== 'text') continue
    const away = Math.abs(hunk.newStart - place.line)
    if (away >= distance) continue
    distance = away
    nearest = index
  }
  return nearest === null ? null : model.firstOf(file) + nearest
}
