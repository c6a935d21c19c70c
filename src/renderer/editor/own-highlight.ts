/** The part of a highlight of the page that is one owner's: another editor's ranges have the same name. */
export class OwnHighlight {
  readonly #name: string
  #ranges: readonly AbstractRange[] = []

  constructor(name: string) {
    this.#name = name
  }

  /** Highlights exactly these. */
  set(ranges: readonly AbstractRange[]): void {
    if (ranges.length === 0 && this.#ranges.length === 0) return
    const all = CSS.highlights.get(this.#name) ?? new Highlight()
    for (const range of this.#ranges) all.delete(range)
    for (const range of ranges) all.add(range)
    this.#ranges = ranges
    if (all.size > 0) CSS.highlights.set(this.#name, all)
    else CSS.highlights.delete(this.#name)
  }
}
