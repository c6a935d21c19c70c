import '@xterm/xterm/css/xterm.css'
import { use, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { ItemWithOutput } from '#shared/domain/timeline/timeline-item.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import { copyText } from '#renderer/actions/copy-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { LinkContext } from './follow-link.ts'
import type { OutputScreen, ShownPart } from './output-reader.ts'
import { createOutputTerminal } from './output-terminal.ts'
import { earlierEnd } from './output-window.ts'
import { createRawOutput, type RawOutput } from './raw-output.ts'
import { RawView } from './raw-view.tsx'
import { useUnfolded } from './use-unfolded.ts'
import styles from './output-view.module.css'

function shownText(part: ShownPart): string {
  const whole = sizeText(part.total)
  return part.from > 0 || part.to < part.total ? `${sizeText(part.to - part.from)} of ${whole}` : whole
}

/**
 * The kept output of an item: a window of it, as a terminal would show it or as the raw text that nothing in it can clear,
 * a search, and the way to what came before.
 */
export default function OutputView({
  session,
  item,
}: {
  readonly session: string
  readonly item: ItemWithOutput
}): ReactNode {
  const client = useClient()
  const host = useRef<HTMLDivElement>(null)
  const screen = useRef<OutputScreen | null>(null)
  const [isRaw, setRaw] = useUnfolded(`raw ${session} ${item.id}`, false)
  const [raw, setRawOutput] = useState<RawOutput | null>(null)
  const [part, setPart] = useState<ShownPart | null>(null)
  const [query, setQuery] = useState('')
  const [missed, setMissed] = useState(false)
  const follow = use(LinkContext)
  const now = useRef({ part, follow, total: item.outputBytes })
  useLayoutEffect(() => {
    now.current = { part, follow, total: item.outputBytes }
  })

  useEffect(() => {
    const { part: shown, total } = now.current
    // The other view shows what this one did.
    const from = shown === null || shown.following ? null : shown.from
    const at = { session, item: item.id, total, from }
    if (isRaw) {
      const made = createRawOutput(client, at, setPart)
      screen.current = made
      setRawOutput(made)
    } else if (host.current !== null)
      screen.current = createOutputTerminal(host.current, client, at, setPart, (target) =>
        now.current.follow?.(target),
      )
    return () => {
      screen.current?.dispose()
      screen.current = null
      setRawOutput(null)
    }
  }, [client, session, item.id, isRaw])
  useEffect(() => screen.current?.grown(item.outputBytes), [item.outputBytes])

  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key !== 'Enter' && key !== 'Shift+Enter') return
    event.preventDefault()
    setMissed(screen.current?.find(query, key === 'Shift+Enter') === false)
  }
  const leftOut = part?.leftOut ?? null
  return (
    <div className={styles.output} role="region" aria-label="Output">
      <div className={styles.bar}>
        <input
          className={styles.search}
          type="search"
          placeholder="Find in the output"
          aria-label="Find in the output"
          value={query}
          aria-invalid={missed || undefined}
          onChange={(event) => {
            setQuery(event.target.value)
            setMissed(false)
          }}
          onKeyDown={onKey}
        />
        <span className={styles.size}>
          {missed ? 'not in the part shown' : part === null ? '' : shownText(part)}
        </span>
        <button
          type="button"
          className={styles.toggle}
          aria-pressed={isRaw}
          title="Every byte as it was written: nothing clears, moves or colours the text"
          onClick={() => {
            setMissed(false)
            setRaw(!isRaw)
          }}
        >
          Raw text
        </button>
      </div>
      {leftOut === null ? null : (
        <p className={styles.leftOut}>{sizeText(leftOut.to - leftOut.from)} in the middle were not kept.</p>
      )}
      {part === null || earlierEnd(part) === 0 ? null : (
        <Rest words={`${sizeText(part.from)} before this`} file={part.file}>
          <Button look="quiet" onClick={() => screen.current?.showBeginning()}>
            Beginning
          </Button>
          <Button look="quiet" onClick={() => screen.current?.showEarlier()}>
            Earlier
          </Button>
        </Rest>
      )}
      {isRaw ? (
        raw === null ? (
          <div className={styles.raw} />
        ) : (
          <RawView raw={raw} />
        )
      ) : (
        <div ref={host} className={styles.terminal} data-keys="commands" />
      )}
      {part === null || part.following || part.to >= part.total ? null : (
        <Rest words={`${sizeText(part.total - part.to)} after this`} file={part.file}>
          <Button look="quiet" onClick={() => screen.current?.showLater()}>
            Later
          </Button>
          <Button look="quiet" onClick={() => screen.current?.showEnd()}>
            End
          </Button>
        </Rest>
      )}
    </div>
  )
}

/** What of an output is not in the part shown, and the ways to it; all that is kept is in a file. */
function Rest({
  words,
  file,
  children,
}: {
  readonly words: string
  readonly file: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className={styles.rest}>
      <span>{words}</span>
      {children}
      <Button
        look="quiet"
        title={pathForDisplay(file)}
        onClick={() =>
          void copyText(file, `Copied ${pathForDisplay(file)}, in which all of it is that is kept.`)
        }
      >
        Copy path of the file
      </Button>
    </div>
  )
}
