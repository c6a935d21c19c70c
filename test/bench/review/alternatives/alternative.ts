/** A file of a change, as an alternative is given it. */
export interface AlternativeFile {
  readonly path: string
  /** The text of each side; null where there is none to show. */
  readonly before: string | null
  readonly after: string | null
  readonly generated: boolean
}

/** A change as an alternative is given it: whole texts, and the patch that git writes. */
export interface AlternativeChange {
  readonly files: readonly AlternativeFile[]
  readonly patch: string
}

/** Where a careful reader stands in an alternative. */
export interface AlternativeState {
  readonly decisions: number
  /** Changed lines of what is to be decided next that were never on screen; none where it is generated. */
  readonly unseen: number
  readonly done: boolean
  /** Changed lines that were on screen, without generated files. */
  readonly painted: number
  /** Changed lines of each thing that was decided, without generated files. */
  readonly sizes: readonly number[]
}

/** What a page of an alternative does with keys, before it is painted. */
export interface Alternative {
  show(change: AlternativeChange): Promise<void> | void
  /** Goes on by a screen. */
  page(): Promise<void> | void
  /** Decides what is next, and brings what comes after it. */
  decide(): Promise<void> | void
  /** Notes what is on screen. */
  look(): void
  state(): AlternativeState
}

/** What the bench finds in the page as `alternative`. */
export interface ServedAlternative {
  show(change: AlternativeChange): Promise<void>
  state(): AlternativeState
}

/** How often a frame is waited for until what was asked for is in it. */
const patience = 60

/**
 * Gives an alternative its keys, `a` and the space bar, and tells in `framed` how long after a key its outcome was painted:
 * the task behind the first frame that shows a line of what is next, or all of it already.
 */
export function serveAlternative(alternative: Alternative): void {
  const channel = new MessageChannel()
  const frame = (): Promise<void> =>
    new Promise((resolve) => {
      channel.port1.onmessage = () => resolve()
      requestAnimationFrame(() => channel.port2.postMessage(null))
    })
  const settle = async (): Promise<void> => {
    const before = alternative.state()
    for (let waited = 0; waited < patience; waited += 1) {
      await frame()
      alternative.look()
      const now = alternative.state()
      if (now.done || now.unseen === 0 || now.unseen < before.unseen) return
    }
  }
  window.addEventListener('keydown', (event) => {
    const act = event.key === 'a' ? alternative.decide : event.key === ' ' ? alternative.page : null
    if (act === null) return
    event.preventDefault()
    void (async () => {
      await act.call(alternative)
      await settle()
      Object.assign(window, { framed: { key: event.timeStamp, taken: performance.now() - event.timeStamp } })
    })()
  })
  const served: ServedAlternative = {
    async show(change) {
      await alternative.show(change)
      await settle()
    },
    state: () => alternative.state(),
  }
  Object.assign(window, { alternative: served })
}
