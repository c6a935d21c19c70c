import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import styles from './toasts.module.css'

interface Slot {
  readonly element: HTMLElement
  readonly rank: number
}

/** Places that messages can be shown in, the best last. */
export const slots: StoreApi<readonly Slot[]> = createStore<readonly Slot[]>(() => [])

/**
 * A place for messages in the flow of a view: there they lie over nothing, neither over an action nor over what is read. Of
 * several the one nearest to what the person does has the highest rank.
 */
export function MessageSlot({ rank }: { readonly rank: number }): ReactNode {
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (element.current === null) return
    const slot = { element: element.current, rank }
    slots.setState((all) => [...all, slot].toSorted((one, other) => one.rank - other.rank), true)
    return () => slots.setState((all) => all.filter((one) => one !== slot), true)
  }, [rank])
  return <div ref={element} className={styles.slot} />
}
