import { flushSync } from 'react-dom'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { mayBecomeFilter, parseFind, type FindQuery } from '#shared/domain/review/find-query.ts'
import type { Found } from '#renderer/editor/index.ts'
import { mayBeText } from './hunk-view.ts'
import type { FindDocuments } from './find-documents.ts'
import { FindOrigin } from './find-origin.ts'
import { allowedBy, hunkResults, placeResults, sameResult, type FindResult } from './find-results.ts'
import { patternOf, placesIn } from './find-text.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'

export interface FindState {
  readonly open: boolean
  readonly query: string
  /** The query taken apart. */
  readonly parsed: FindQuery
  /** Grows whenever the field is asked for. */
  readonly wanted: number
  /** In the order of the files, as far as they were searched. */
  readonly results: readonly FindResult[]
  /** The place that is on screen, or the result that is picked in the list. */
  readonly current: FindResult | null
  /** The arrows picked the current one: it is not on screen yet. */
  readonly picked: boolean
  /** The list was asked for; with filters it is there without. */
  readonly listed: boolean
  /** Grows whenever the person goes to a place. */
  readonly step: number
  /** How many files were searched, of how many, and how many of them are too large to be searched. */
  readonly searched: number
  readonly files: number
  readonly tooLarge: number
  /** All of it was searched: what is not among the results is not there. */
  readonly isDone: boolean
  /** Large files are searched as well. */
  readonly large: boolean
  /** Whether it is known what hunks are decided with, where a filter asks for it. */
  readonly units: 'known' | 'reading' | 'missing'
}

/** Places at most; more are of no use to a reader. */
const mostPlaces = 5000
/** Files that are fetched at a time. */
const atOnce = 4
/** Milliseconds after which the page gets its turn. */
const patience = 12

const nothing = {
  results: [],
  current: null,
  picked: false,
  searched: 0,
  files: 0,
  tooLarge: 0,
  isDone: false,
} as const

/** Whether it is hunks that are found, since there are filters and no words. */
export function findsHunks({ text, filters }: FindQuery): boolean {
  return text === '' && filters.length > 0
}

/** Whether the list of what is found is shown. */
export function showsList({ open, query, parsed, listed }: FindState): boolean {
  return open && query !== '' && !parsed.isRefused && (listed || parsed.filters.length > 0)
}

/** Whether it is known that nothing is found: all was searched, and what the filters ask is known. */
export function foundNothing({ query, parsed, results, isDone, units }: FindState): boolean {
  return query !== '' && !parsed.isRefused && results.length === 0 && isDone && units !== 'reading'
}

/** The result that the person is at: the one picked, else of hunks the one in focus, `at`, wherever they went since. */
export function resultHere(
  { parsed, results, current, picked }: FindState,
  at: number | null,
): FindResult | null {
  return picked || !findsHunks(parsed) ? current : (results.find((one) => one.at === at) ?? null)
}

/** The search over all files of a review, on the lines that its diff shows. */
export class Find {
  readonly store: StoreApi<FindState> = createStore<FindState>(() => ({
    open: false,
    query: '',
    parsed: parseFind(''),
    wanted: 0,
    listed: false,
    step: 0,
    large: false,
    units: 'known',
    ...nothing,
  }))
  readonly #review: Review
  readonly #documents: FindDocuments
  readonly #origin: FindOrigin
  #run = 0
  /** The search that runs has yet to go to the first place. */
  #showsFirst = false

  /** `documents` are those of the same review. */
  constructor(review: Review, documents: FindDocuments) {
    this.#review = review
    this.#documents = documents
    this.#origin = new FindOrigin(review)
  }

  /** Opens the field, or asks for its focus again. */
  open(): void {
    const { wanted } = this.store.getState()
    this.#origin.begin()
    this.store.setState({ open: true, wanted: wanted + 1 })
    void this.#search({ showFirst: false })
  }

  /** Closes the field and forgets what was read; the query stays for the next time. */
  close(): void {
    this.#run += 1
    this.#documents.clear()
    this.#origin.forget()
    this.store.setState({ open: false, large: false, listed: false, ...nothing })
  }

  /** Closes the field, and goes back to where the person was unless they went to what was found, or elsewhere. */
  leave(): void {
    this.#origin.goBack()
    this.close()
  }

  /** Searches for other words, and goes to the first place in the file on screen. */
  type(query: string): void {
    this.#origin.begin()
    this.store.setState({ query })
    // Nothing moves while a filter is typed.
    void this.#search({ showFirst: !mayBecomeFilter(query) })
    if (this.store.getState().parsed.text === '') this.#origin.goBack()
  }

  /** Searches again: other files are on screen than were searched, or the hunks stand otherwise. */
  again(): void {
    if (this.store.getState().open) void this.#search({ showFirst: this.#showsFirst, isQuiet: true })
  }

  /** Searches large files as well, until the search is closed. */
  searchLarge(): void {
    this.#documents.clear()
    this.store.setState({ large: true })
    void this.#search({ showFirst: false })
  }

  /** Goes to the next result, or to the one before, round the ends. */
  go(by: 1 | -1): void {
    const next = this.#next(by)
    if (next === null) return
    this.#origin.forget()
    this.#show(next)
  }

  /** Picks the next result in the list, or the one before, and shows the list for that; nothing else moves. */
  pick(by: 1 | -1): void {
    const { picked, results, parsed } = this.store.getState()
    const { at } = this.#review.focus.state
    const here = picked || !findsHunks(parsed) ? null : (results.find((one) => one.at === at) ?? null)
    const next = here ?? this.#next(by)
    this.store.setState(next === null ? { listed: true } : { current: next, picked: true, listed: true })
  }

  /**
   * Goes to the result that is picked, else to the next one. Returns whether the person goes on from there, and not to the
   * next place.
   */
  enter(): boolean {
    const { picked, current, parsed, results } = this.store.getState()
    if (!picked && !findsHunks(parsed)) {
      this.go(1)
      return false
    }
    const { at } = this.#review.focus.state
    const first = results.find((one) => (one.at ?? -1) >= (at ?? 0)) ?? results[0] ?? null
    return this.goTo(picked && current !== null ? current : first)
  }

  /** Goes to this result; returns false without one. */
  goTo(result: FindResult | null): boolean {
    if (result === null) return false
    this.#origin.forget()
    this.#show(result)
    return true
  }

  #next(by: 1 | -1): FindResult | null {
    const { results, current, picked, parsed } = this.store.getState()
    if (results.length === 0) return null
    const { file, at } = this.#review.focus.state
    const known = current === null ? -1 : results.indexOf(current)
    // Hunks go on from the one in focus: the person may have gone elsewhere since.
    const from =
      findsHunks(parsed) && !picked
        ? hunkBeside(results, at ?? -1, by)
        : known === -1
          ? edge(results, file, by)
          : known + by
    return results[(from + results.length) % results.length] ?? null
  }

  #show(found: FindResult): void {
    const { focus, look, state } = this.#review
    if (state.model === null) return
    // At once: the place is shown after the focus was brought to its height.
    flushSync(() => {
      if (look.getState().overview) look.setState({ overview: false })
      if (found.at === null) focus.goToFile(found.file)
      else focus.goTo(found.at)
    })
    this.#origin.moved()
    this.store.setState(({ step }) => ({ current: found, picked: false, step: step + 1 }))
  }

  /** `isQuiet`: what was found stays until it is known what is found now. */
  async #search(how: { readonly showFirst: boolean; readonly isQuiet?: boolean }): Promise<void> {
    const run = (this.#run += 1)
    this.#showsFirst = how.showFirst
    const { model } = this.#review.state
    const before = this.store.getState()
    const { query, current: kept } = before
    const parsed = parseFind(query)
    const pattern = parsed.isRefused ? null : patternOf(parsed.text)
    this.store.setState(how.isQuiet === true ? { parsed } : { parsed, ...nothing })
    if (model === null || parsed.isRefused || (pattern === null && parsed.filters.length === 0)) return
    this.#readUnits(parsed)
    const allowed = allowedBy(this.#review, model, parsed)
    const keep = (results: readonly FindResult[]): Partial<FindState> => {
      // What is on screen or picked may be another one than when the search began.
      const { current: last, picked } = how.isQuiet === true ? this.store.getState() : before
      const current = last === null ? null : sameResult(results, last)
      return { results, current, picked: picked && current !== null }
    }
    if (pattern === null) {
      const files = allowed.files.size
      this.store.setState({
        ...keep(hunkResults(model, allowed)),
        searched: files,
        files,
        tooLarge: 0,
        isDone: true,
      })
      return
    }
    const isOpen = (file: number): boolean => parsed.filters.length === 0 || allowed.files.has(file)
    const files = model.files.flatMap((file, at) => (mayBeText(file) && isOpen(at) ? [at] : []))
    const first = this.#review.focus.state.file
    const order = [...files.filter((file) => file >= first), ...files.filter((file) => file < first)]
    const found = new Map<number, readonly FindResult[]>()
    const { large } = this.store.getState()
    let left = mostPlaces
    let tooLarge = 0
    let since = performance.now()
    const publish = (searched: number): void => {
      if (how.isQuiet === true && searched < order.length) return
      const results = files.flatMap((file) => found.get(file) ?? [])
      this.store.setState({ results, searched, files: order.length, tooLarge })
    }
    for (const [index, file] of order.entries()) {
      for (const ahead of order.slice(index, index + atOnce)) void this.#documents.of(model, ahead, large)
      const document = await this.#documents.of(model, file, large)
      if (run !== this.#run) return
      if (document === 'tooLarge') tooLarge += 1
      else if (document !== 'none') {
        const results = placeResults(model, file, document, placesIn(document, pattern, left), allowed)
        left -= results.length
        if (results.length > 0) found.set(file, results)
      }
      if (index === 0) {
        this.#showsFirst = false
        publish(1)
        const here = nearest(found.get(file) ?? [], this.#review, model)
        if (here !== null && how.showFirst) this.#show(here)
        else if (how.isQuiet !== true && kept !== null)
          this.store.setState({ current: sameResult(found.get(file) ?? [], kept) })
      } else if (performance.now() - since > patience) {
        publish(index + 1)
        await new Promise((resolve) => setTimeout(resolve))
        if (run !== this.#run) return
        since = performance.now()
      }
    }
    publish(order.length)
    this.store.setState({
      ...(how.isQuiet === true ? keep(this.store.getState().results) : {}),
      isDone: true,
    })
  }

  /** What hunks are decided with is asked for only where a filter is about it. */
  #readUnits({ filters }: FindQuery): void {
    const { units } = this.#review
    const isKnown = (): boolean => units.store.getState().units.size > 0
    if (isKnown() || !filters.some(({ word }) => word === 'kind')) {
      this.store.setState({ units: 'known' })
      return
    }
    this.store.setState({ units: 'reading' })
    void units.load().then(() => this.store.setState({ units: isKnown() ? 'known' : 'missing' }))
  }
}

/** What is found in one file; null while nothing is. */
export function useFoundIn(find: Find, file: number): Found | null {
  const results = useStore(find.store, (state) => state.results)
  const current = useStore(find.store, (state) => (state.picked ? null : state.current))
  const step = useStore(find.store, (state) => state.step)
  const text = useStore(find.store, (state) => state.parsed.text)
  return useMemo(() => {
    const here = results.flatMap((one) => (one.file === file && one.place !== null ? [one.place] : []))
    if (here.length === 0) return null
    const pattern = patternOf(text)
    if (pattern === null) return null
    return { pattern, places: here, current: current?.file === file ? current.place : null, step }
  }, [results, current, step, file, text])
}

/** Where to begin: the first place from the file on screen on, or the last one up to it. */
function edge(results: readonly FindResult[], file: number, by: 1 | -1): number {
  const after = results.findIndex((one) => (by === 1 ? one.file >= file : one.file > file))
  return by === 1 ? Math.max(0, after) : (after === -1 ? results.length : after) - 1
}

/** The first result after a hunk, or the last before it; over the end where there is none. */
function hunkBeside(results: readonly FindResult[], at: number, by: 1 | -1): number {
  if (by === -1) return results.findLastIndex((one) => (one.at ?? -1) < at)
  const after = results.findIndex((one) => (one.at ?? -1) > at)
  return after === -1 ? results.length : after
}

/** The first place from the hunk in focus on, else the first one of the file. */
function nearest(results: readonly FindResult[], review: Review, model: ReviewModel): FindResult | null {
  const { at, file } = review.focus.state
  const line = at === null ? 0 : (model.hunks[at]?.hunk.newStart ?? 0)
  const here = results.filter((one) => one.file === file)
  return here.find(({ place }) => place?.side === 'new' && place.line >= line) ?? here[0] ?? null
}
