import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { ItemWithOutput } from '#shared/domain/timeline/timeline-item.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { createOutputTerminal, type OutputTerminal, type ShownPart } from './output-terminal.ts'
import { earlierEnd } from './output-window.ts'
import styles from './output-view.module.css'

/** The kept output of an item: a window of it, with colours, a search, and the way to what came before. */
export default function OutputView({
  session,
  item,
}: {
  readonly session: string
  readonly item: ItemWithOutput
}): ReactNode {
  const client = useClient()
  const host = useRef<HTMLDivElement>(null)
  const terminal = useRef<OutputTerminal | null>(null)
  const [part, setPart] = useState<ShownPart | null>(null)
  const [query, setQuery] = useState('')
  const [missed, setMissed] = useState(false)
  const first = useRef(item)

  useEffect(() => {
    if (host.current === null) return
    const made = createOutputTerminal(host.current, client, session, first.current, setPart)
    terminal.current = made
    return () => {
      terminal.current = null
      made.dispose()
    }
  }, [client, session])
  useEffect(() => terminal.current?.grown(item.outputBytes), [item.outputBytes])

  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key !== 'Enter' && key !== 'Shift+Enter') return
    event.preventDefault()
    setMissed(terminal.current?.find(query, key === 'Shift+Enter') === false)
  }
  const partial = part !== null && (part.from > 0 || part.to < part.total)
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
          {missed ? 'not in the part shown' : ''}
          {!missed && part !== null
            ? partial
              ? `${sizeText(part.to - part.from)} of ${sizeText(part.total)}`
              : sizeText(part.total)
            : ''}
        </span>
        {part !== null && earlierEnd(part) > 0 ? (
          <Button look="quiet" onClick={() => terminal.current?.showEarlier()}>
            Earlier
          </Button>
        ) : null}
        {part !== null && part.to < part.total ? (
          <Button look="quiet" onClick={() => terminal.current?.showEnd()}>
            End
          </Button>
        ) : null}
      </div>
      <div ref={host} className={styles.terminal} data-keys="commands" />
    </div>
  )
}
