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
  /** Reads a text as it is now, which another window may have changed, unless it is being written here. */
  readonly load: (name: string) => Promise<void>
  /** Reads again what was read before: the person may come from another window. */
  readonly refresh: () => Promise<void>
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
  const sending = new Set<string>()
  /** What the workbench had when it was read or written last. */
  const known = new Map<string, string>()
  /** What it was asked to keep last; whether it has it is not known where the answer was lost. */
  const asked = new Map<string, string>()

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
  const show = (name: string, next: string): void => {
    if (store.getState().texts.get(name) !== next)
      store.setState(({ texts }) => ({ texts: new Map(texts).set(name, next) }))
  }
  const save = async (name: string, sent: string): Promise<void> => {
    asked.set(name, sent)
    await source.save(name, sent)
    known.set(name, sent)
    if (unsaved()[name] === sent) keep(name, null)
  }
  const send = async (name: string, written: string): Promise<void> => {
    waiting.delete(name)
    sending.add(name)
    try {
      const theirs = (await source.read())[name] ?? ''
      // More may have been written since, which is sent after its own rest.
      const base = asked.get(name) === theirs ? theirs : (known.get(name) ?? theirs)
      const next = withTheirs(base, waiting.has(name) ? text(name) : written, theirs)
      if (next !== written) {
        show(name, next)
        keep(name, next)
      }
      await save(name, next)
    } catch {
      // It is still in this browser; the next key tries again.
    } finally {
      sending.delete(name)
    }
  }
  const readAgain = async (names: readonly string[]): Promise<void> => {
    const before = store.getState().texts
    const drafts = await source.read()
    const left = unsaved()
    for (const [other, kept] of Object.entries(left))
      if (!waiting.has(other) && !sending.has(other)) void send(other, kept)
    for (const name of names) {
      const there = drafts[name] ?? ''
      const isWritten = waiting.has(name) || sending.has(name) || left[name] !== undefined
      if (!isWritten && text(name) === (before.get(name) ?? '')) {
        known.set(name, there)
        show(name, there)
      } else if (!before.has(name) && !store.getState().texts.has(name)) show(name, left[name] ?? there)
    }
  }
  const isKnown = (name: string): boolean => store.getState().texts.has(name)
  const load = (name: string): Promise<void> =>
    readAgain([name]).catch((error: unknown) => {
      // What is known stays; only who has nothing to show hears of it.
      if (!isKnown(name)) throw error
    })
  const write = (name: string, next: string): void => {
    store.setState(({ texts }) => ({ texts: new Map(texts).set(name, next) }))
    keep(name, next)
    clearTimeout(waiting.get(name))
    waiting.set(
      name,
      setTimeout(() => void send(name, text(name)), rest),
    )
  }
  return {
    store,
    text,
    load,
    refresh: () => readAgain([...store.getState().texts.keys()]).catch(() => undefined),
    write,
    async append(name, words) {
      if (!isKnown(name)) await load(name)
      const before = text(name).trimEnd()
      write(name, `${before === '' ? '' : `${before}\n\n`}${words}`)
    },
    sendWaiting() {
      for (const [name, timer] of [...waiting]) {
        clearTimeout(timer)
        waiting.delete(name)
        // There is no time to look what another window wrote. Where it does not arrive, the next page sends it.
        save(name, text(name)).catch(() => undefined)
      }
    },
  }
}

/**
 * What is written here, and below it what another window wrote since `base`: tasks that are in neither. So two windows
 * that write the same draft lose nothing of each other.
 */
function withTheirs(base: string, ours: string, theirs: string): string {
  if (theirs === base || theirs === ours) return ours
  const before = new Set(paragraphsOf(base))
  const fresh = paragraphsOf(theirs).filter((one) => !before.has(one) && !ours.includes(one))
  if (fresh.length === 0) return ours
  return [...(ours.trim() === '' ? [] : [ours.trimEnd()]), ...fresh].join('\n\n')
}

/** What a blank line divides. */
function paragraphsOf(text: string): readonly string[] {
  return text.split(/\n\s*\n/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
}
