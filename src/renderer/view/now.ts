import { useSyncExternalStore } from 'react'

/** Ages are shown in minutes at the finest. */
const beat = 20_000

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, beat)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The time, which moves on every twenty seconds for all that show an age. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time as the tooltip of an age has it. */
export function exactTime(at: number): string {
  return exact.format(at)
}
