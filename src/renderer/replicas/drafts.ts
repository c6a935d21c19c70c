import { createStore } from 'zustand/vanilla'
import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'
import type { Replica } from './replica.ts'

/** Milliseconds of rest in typing after which a draft is sent. */
const rest = 400

/** Texts that the workbench does not have yet: they outlive a page that goes away while it is not connected. */
const storageName = 'winnow.unsaved'

/** The name of the draft of new tasks. */
export const tasksDraft = 'composer'

/** The name of the draft of a session's follow-up. */
export const followUpDraft = (session: string): string => `followUp.${session}`

/** The texts the workbench keeps for the person, by name. */
export interface DraftSource {
  readonly read: () => Promise<Readonly<Record<string, string>>>
  /** An empty text removes it. */
  readonly save: (name: string, text: string) => Promise<unknown>
}

/** The replica of unfinished texts, which are changed here first. */
export interface Drafts {
  /** Those that were loaded or written, by name. */
  readonly store: Replica<{ readonly texts: ReadonlyMap<string, string> }>
  /** A text as it is known now. */
  readonly text: (name: string) => string
  /** Reads a text of the last time, unless it is known already or written meanwhile. */
  readonly load: (name: string) => Promise<void>
  /** Changes a text: here at once, in the workbench soon. */
  readonly write: (name: string, text: string) => void
  /** Writes words below what stands there already, with a blank line between. */
  readonly append: (name: string, words: string) => Promise<void>
  /** Sends now what waits for a rest in typing: the page goes away. */
  readonly sendWaiting: () => void
}

/** Makes a replica of the drafts of `source`; what it does not have yet is kept in `storage`. */
export function createDrafts(source: DraftSource, storage: PageStorage): Drafts {
  const store = createStore<{ readonly texts: ReadonlyMap<string, string> }>(() => ({ texts: new Map() }))
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()

  const text = (name: string): string => store.getState().texts.get(name) ?? ''
  const unsaved = (): Record<string, string> => {
    const stored = readStoredJson(storage, storageName)
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  }
  const keep = (name: string, kept: string | null): void => {
    const { [name]: _before, ...others } = unsaved()
    // Without storage the draft waits in the page alone.
    writeStored(storage, storageName, JSON.stringify(kept === null ? others : { ...others, [name]: kept }))
  }
  const send = (name: string, sent: string): void => {
    waiting.delete(name)
    source.save(name, sent).then(
      () => {
        if (unsaved()[name] === sent) keep(name, null)
      },
      // It is still in this browser; the next key tries again.
      () => undefined,
    )
  }
  const load = async (name: string): Promise<void> => {
    if (store.getState().texts.has(name)) return
    const drafts = await source.read()
    const left = unsaved()
    for (const [other, kept] of Object.entries(left)) if (!waiting.has(other)) send(other, kept)
    store.setState(({ texts }) =>
      texts.has(name) ? { texts } : { texts: new Map(texts).set(name, left[name] ?? drafts[name] ?? '') },
    )
  }
  const write = (name: string, next: string): void => {
    store.setState(({ texts }) => ({ texts: new Map(texts).set(name, next) }))
    keep(name, next)
    clearTimeout(waiting.get(name))
    waiting.set(
      name,
      setTimeout(() => send(name, next), rest),
    )
  }
  return {
    store,
    text,
    load,
    write,
    async append(name, words) {
      await load(name)
      const before = text(name).trimEnd()
      write(name, `${before === '' ? '' : `${before}\n\n`}${words}`)
    },
    sendWaiting() {
      for (const [name, timer] of [...waiting]) {
        clearTimeout(timer)
        send(name, text(name))
      }
    },
  }
}
