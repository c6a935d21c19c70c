import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react'
import {
  DiffSurface,
  ModelPool,
  type Block,
  type DiffDocument,
  type DiffView,
  type Found,
  type TypingKeys,
  type PlaceInChange,
} from '#renderer/editor/index.ts'
import { startEdit, type EditSession } from './edit-session.ts'
import styles from './diff-editor.module.css'

/** What the overlay knows about what is on screen. */
export interface OverlayView {
  readonly blocks: readonly Block[]
}

/** What the commands of the review need of the editor. */
export interface DiffEditorHandle {
  readonly surface: DiffSurface | null
  /** Makes the new side writable once it is shown, with `text` in it if that is given; null where it never was. */
  edit(keys: TypingKeys, text?: string): Promise<EditSession | null>
  /** Ends typing and shows the document of the properties again, once there is a newer one if `wait`. */
  endEdit(wait: boolean): void
  /** Brings the change in focus back to its height. */
  reveal(): void
}

export interface DiffEditorProperties {
  readonly ref: Ref<DiffEditorHandle>
  readonly document: DiffDocument | null
  readonly editing: boolean
  /** Documents that come next: their models are made while nothing else happens. */
  readonly ahead: readonly DiffDocument[]
  readonly view: DiffView
  /** The line change in focus. */
  readonly focus: string | null
  /** The hunk in focus: an own edit is one line change for all the hunks that it covers. */
  readonly hunk: string | null
  readonly folded: readonly string[]
  /** No part of a long line is left out. */
  readonly whole: boolean
  /** What is left out of long lines was asked for. */
  readonly onWhole: () => void
  /** What a search found in the document. */
  readonly found: Found | null
  /** A line of the new side to show, each time under another step; null: none. */
  readonly line: { readonly number: number; readonly step: number } | null
  /** The focus stays where it is on screen, since the person pointed at it there. */
  readonly pointed: boolean
  /** Where the reader was in changes that the upper edge went through, by their ids. */
  readonly places: Map<string, PlaceInChange>
  /** The person put the pointer or the caret into a change. */
  readonly onPoint: (id: string) => void
  /** The focus is laid out at its height now. */
  readonly onShown: (surface: DiffSurface) => void
  /** What is on screen was scrolled. */
  readonly onScrolled: () => void
  /** What is on screen was laid out in another way. */
  readonly onRelaid: (surface: DiffSurface) => void
  readonly renderOverlay: (view: OverlayView) => ReactNode
}

/** Frames for which an edit waits until its text is laid out. */
const mostFrames = 300

/**
 * The one diff editor of the review, with an overlay that scrolls in the same frame. It stays mounted from file to
 * file; what it shows is told by its properties.
 */
export function DiffEditor({
  ref,
  document: wanted,
  editing: isEditing,
  ahead,
  view,
  focus,
  hunk,
  folded,
  whole,
  onWhole,
  found,
  line,
  pointed,
  places,
  onPoint,
  onShown,
  onScrolled,
  onRelaid,
  renderOverlay,
}: DiffEditorProperties): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const surface = useRef<DiffSurface | null>(null)
  const pool = useRef<ModelPool | null>(null)
  const editing = useRef<EditSession | null>(null)
  const [round, setRound] = useState(0)
  const [blocks, setBlocks] = useState<readonly Block[]>([])
  const latest = useRef({
    wanted,
    focus,
    folded,
    view,
    whole,
    found,
    line,
    onShown,
    onWhole,
    onScrolled,
    onRelaid,
    onPoint,
    places,
  })
  useLayoutEffect(() => {
    latest.current = {
      wanted,
      focus,
      folded,
      view,
      whole,
      found,
      line,
      onShown,
      onWhole,
      onScrolled,
      onRelaid,
      onPoint,
      places,
    }
  })
  /** Key of the document that is laid out. */
  const ready = useRef<string | null>(null)

  useLayoutEffect(() => {
    if (host.current === null) return
    const made = new DiffSurface(host.current, latest.current.view, {
      onBlocks: setBlocks,
      onCaret: (id) => latest.current.onPoint(id),
      onScroll: (top) => {
        if (layer.current !== null) layer.current.style.transform = `translateY(${-top}px)`
        latest.current.onScrolled()
      },
      onLeftOut: () => latest.current.onWhole(),
    })
    const models = new ModelPool(8)
    surface.current = made
    pool.current = models
    return () => {
      surface.current = null
      keepPlace(made, latest.current.places)
      made.dispose()
      editing.current?.dispose()
      editing.current = null
      models.dispose()
      pool.current = null
    }
  }, [])

  const lastView = useRef(view)
  useLayoutEffect(() => {
    if (lastView.current === view) return
    lastView.current = view
    const made = surface.current
    const place = made?.placeNow(latest.current.focus) ?? null
    made?.setView(view)
    if (made === null || latest.current.focus === null) return
    if (place === null || !made.goBackTo(place)) made.reveal(latest.current.focus)
    latest.current.onRelaid(made)
  }, [view])

  useLayoutEffect(() => {
    const made = surface.current
    const models = pool.current
    if (made === null || models === null) return
    const ended = editing.current
    editing.current = null
    ready.current = null
    keepPlace(made, latest.current.places)
    if (wanted === null) {
      made.clear()
      ended?.dispose()
      setBlocks([])
      return
    }
    made.layout()
    models.hold(wanted.key)
    void made.show(models.get(wanted, latest.current.whole), latest.current.focus).then((done) => {
      ended?.dispose()
      if (!done) return
      ready.current = wanted.key
      const { focus: now, places: kept } = latest.current
      made.place(latest.current.folded, now)
      const place = now === null ? undefined : kept.get(now)
      if (place !== undefined) made.goBackTo(place)
      made.showFound(latest.current.found)
      made.showLine(latest.current.line)
      latest.current.onShown(made)
    })
  }, [wanted, round])

  useLayoutEffect(() => {
    const shown = surface.current?.longLines ?? null
    if (shown !== null && (shown === 'whole') !== whole) setRound((before) => before + 1)
  }, [whole])

  useLayoutEffect(() => {
    const made = surface.current
    if (made === null || wanted === null || editing.current !== null || ready.current !== wanted.key) return
    made.place(folded, focus, pointed ? 'stay' : 'reveal')
    made.showFound(latest.current.found)
    made.showLine(latest.current.line)
    latest.current.onShown(made)
    // Pointing at what is in focus already moves nothing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [focus, hunk, folded, wanted])

  useLayoutEffect(() => {
    const made = surface.current
    if (made === null || wanted === null || editing.current !== null || ready.current !== wanted.key) return
    made.showFound(found)
  }, [found, wanted])

  useLayoutEffect(() => {
    const made = surface.current
    if (made === null || wanted === null || editing.current !== null || ready.current !== wanted.key) return
    made.showLine(line)
  }, [line, wanted])

  useEffect(() => {
    if (ahead.length === 0) return
    // One at a time: a key that is pressed meanwhile waits for one of them at most.
    const left = [...ahead]
    const make = (): number =>
      requestIdleCallback(() => {
        const next = left.shift()
        if (next === undefined) return
        pool.current?.get(next)
        idle = make()
      })
    let idle = make()
    return () => cancelIdleCallback(idle)
  }, [ahead])

  const handle = useMemo(
    (): DiffEditorHandle => ({
      get surface() {
        return surface.current
      },
      async edit(keys, text) {
        const isShown = (): boolean => {
          const { wanted: document } = latest.current
          return document !== null && ready.current === document.key
        }
        for (let frames = 0; frames < mostFrames && surface.current !== null && !isShown(); frames += 1)
          await new Promise(requestAnimationFrame)
        const now = latest.current.wanted
        const made = surface.current
        const models = pool.current
        if (now === null || made === null || models === null || ready.current !== now.key) return null
        const session = await startEdit(made, models, now, latest.current.focus, keys, text)
        editing.current = session
        return session
      },
      endEdit(wait) {
        if (!wait) setRound((before) => before + 1)
      },
      reveal() {
        if (latest.current.focus !== null) surface.current?.reveal(latest.current.focus)
      },
    }),
    [],
  )
  useImperativeHandle(ref, () => handle, [handle])

  return (
    <div className={styles.frame}>
      <div
        ref={host}
        className={styles.host}
        onMouseDown={(event) => {
          const made = surface.current
          const box = host.current?.getBoundingClientRect()
          if (made === null || box === undefined || event.button !== 0) return
          const y = event.clientY - box.top + made.scrollTop()
          const block = blocks.find(
            ({ kind, folded: isFolded, top, height }) =>
              kind === 'change' && !isFolded && y >= top && y < top + height,
          )
          if (block !== undefined) onPoint(block.id)
        }}
        data-keys={isEditing ? undefined : 'commands'}
        // The editor composes in a field of its own and hears what an input method takes.
        data-composition="own"
      />
      <div
        className={styles.clip}
        // What lies over the lines takes the wheel from the editor below.
        onWheel={(event) => {
          const made = surface.current
          if (made !== null && !event.ctrlKey) made.scrollTop(made.scrollTop() + event.deltaY)
        }}
      >
        <div ref={layer} className={styles.layer}>
          {renderOverlay({ blocks })}
        </div>
      </div>
    </div>
  )
}

/** Keeps where the reader is in what is about to go off the screen. */
function keepPlace(surface: DiffSurface, places: Map<string, PlaceInChange>): void {
  for (const id of places.keys()) if (surface.has(id)) places.delete(id)
  const place = surface.placeNow(null)
  if (place !== null) places.set(place.id, place)
}
