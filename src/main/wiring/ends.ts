/** What has an end of its own. */
interface Part {
  dispose(): unknown
}

/** What was made and has to end: the last made first. */
export class Ends implements Part {
  readonly #parts: Part[] = []

  add<T extends Part>(part: T): T {
    this.#parts.push(part)
    return part
  }

  async dispose(): Promise<void> {
    for (const part of this.#parts.splice(0).toReversed()) await part.dispose()
  }
}
