import { createStore } from 'zustand/vanilla'
import { randomName, type PageStorage } from '#renderer/client/stored.ts'
import { joined } from './joined-drafts.ts'
import type { Replica } from './replica.ts'
import { createUnsaved } from './unsaved.ts'

/** Milliseconds of rest in typing after which a draft is sent. */
const rest = 400
/** How often a text is joined with what other windows wrote meanwhile before the next key tries again. */
const mostRounds = 8
/** Texts that were written of one draft that are remembered: more than a quick hand makes in a rest. */
const mostWritten = 50

/** The name of the draft of new tasks. */
export const tasksDraft = 'composer'

/** The name of the draft of a session's follow-up. */
export const followUpDraft = (session: string): string => `followUp.${session}`

/** The texts the workbench keeps for the person, by name. */
export interface DraftSource {
  readonly read: () => Promise<Readonly<Record<string, string>>>
  /** An empty text removes it. With `over`, only that text is replaced: any other stays, and is the answer. */
  readonly save: (name: string, text: string, over?: string) => Promise<string | null>
}

/** The replica of unfinished texts, which are changed here first. */
export interface Drafts {
  /** Those that were loaded or written, by name. */
  readonly store: Replica<{ readonly texts: ReadonlyMap<string, string> }>
  /** A text as it is known now. */
  readonly text: (name: string) => string
  /** Reads a text as it is now, which another window may have changed, unless it is being written here. */
  readonly load: (name: string) => Promise<void>
  /** The name of what this window writes at a place where each window has a text of its own. */
  readonly own: (place: string) => string
  /** Reads what this window wrote at a place; where that is nothing, what another window left there is offered. */
  readonly loadOwn: (place: string) => Promise<void>
  /** What was written at a place is done with: it goes, and with it what it was taken from. */
  readonly dropOwn: (place: string) => void
  /** What any window wrote at a place is done with. */
  readonly dropPlace: (place: string) => Promise<void>
  /**
   * Moves what each window wrote at a place below the draft `to`; what is the same as `done` only goes. Returns whether
   * anything was moved.
   */
  readonly movePlace: (place: string, to: string, done: string | null) => Promise<boolean>
  /** What is kept at places whose names begin so, by place; this window's before what others wrote there. */
  readonly places: (prefix: string) => Promise<ReadonlyMap<string, string>>
  /** Reads again what was read before: the person may come from another window. */
  readonly refresh: () => Promise<void>
  /** Changes a text: here at once, in the workbench soon. */
  readonly write: (name: string, text: string) => void
  /** A text was sent off: what was written behind it meanwhile stays. */
  readonly sent: (name: string, text: string) => void
  /** Writes words below what stands there already, with a blank line between. */
  readonly append: (name: string, words: string) => Promise<void>
  /** Sends now what waits for a rest in typing: the page goes away. */
  readonly sendWaiting: () => void
}

/**
 * Makes a replica of the drafts of `source`; what it does not have yet is kept in `storage`. `window` names this window,
 * by eight letters or digits, over a load of its page.
 */
export function createDrafts(source: DraftSource, storage: PageStorage, window: string): Drafts {
  const store = createStore<{ readonly texts: ReadonlyMap<string, string> }>(() => ({ texts: new Map() }))
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()
  const sending = new Set<string>()
  /** What the workbench had when it was read or written last. */
  const known = new Map<string, string>()
  /** What was written here lately: the workbench may have any of it, from an answer that was lost or another page. */
  const written = new Map<string, string[]>()
  let hasSentLeft = false
  const unsaved = createUnsaved(storage, window)
  /** What was offered from another window, by the name it has here. */
  const taken = new Map<string, { readonly name: string; readonly text: string }>()

  const own = (place: string): string => `${place}@${window}`
  const isOwn = (name: string): boolean => name.endsWith(`@${window}`)
  const text = (name: string): string => store.getState().texts.get(name) ?? ''
  const show = (name: string, next: string): void => {
    if (store.getState().texts.get(name) !== next)
      store.setState(({ texts }) => ({ texts: new Map(texts).set(name, next) }))
  }
  const save = async (name: string, sent: string, over: string): Promise<string | null> => {
    const there = await source.save(name, sent, over)
    if (there !== null && there !== sent) return there
    known.set(name, sent)
    unsaved.saved(name, sent)
    return null
  }
  const send = async (name: string): Promise<void> => {
    waiting.delete(name)
    sending.add(name)
    try {
      let over = known.get(name) ?? ''
      for (let round = 0; round < mostRounds; round += 1) {
        const there = await save(name, text(name), over)
        if (there === null) break
        const isFromHere = written.get(name)?.includes(there) === true
        // More may have been written since, which is sent after its own rest.
        const next = isOwn(name) || isFromHere ? text(name) : joined(over, text(name), there)
        // A page that has this window's name as well: what it wrote is set aside, to be offered later.
        if (isOwn(name) && !isFromHere && there !== '')
          await source.save(`${placeOf(name) ?? name}@${randomName()}`, there)
        known.set(name, there)
        over = there
        unsaved.keep(name, next, there)
        show(name, next)
      }
    } catch {
      // It is still in this browser; the next key tries again.
    } finally {
      sending.delete(name)
    }
  }
  /** What another page of this browser could not send, and may never: it is joined with what is there. */
  const sendLeft = async (): Promise<void> => {
    if (hasSentLeft) return
    hasSentLeft = true
    for (const { name, text: ours, base, done } of unsaved.ofOthers()) {
      let over = base ?? ''
      let next = ours
      for (let round = 0; round < mostRounds; round += 1) {
        const there = await source.save(name, next, over)
        if (there === null || there === next) {
          done()
          break
        }
        next = placeOf(name) === null ? joined(over, ours, there) : ours
        over = there
      }
    }
  }
  const readAgain = async (names: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    const before = store.getState().texts
    await sendLeft().catch(() => undefined)
    const drafts = await source.read()
    const left = unsaved.own()
    for (const [name, kept] of left) {
      if (waiting.has(name) || sending.has(name)) continue
      if (!known.has(name)) known.set(name, kept.base ?? '')
      if (!store.getState().texts.has(name)) show(name, kept.text)
      void send(name)
    }
    for (const name of names) {
      const there = drafts[name] ?? ''
      const isWritten = waiting.has(name) || sending.has(name) || left.has(name)
      // What this window alone writes is as this window has it.
      const isHere = isOwn(name) && store.getState().texts.has(name)
      if (isWritten || isHere || text(name) !== (before.get(name) ?? '')) continue
      known.set(name, there)
      show(name, there)
    }
    return drafts
  }
  const isKnown = (name: string): boolean => store.getState().texts.has(name)
  const load = async (name: string): Promise<Readonly<Record<string, string>>> =>
    readAgain([name]).catch((error: unknown) => {
      // What is known stays; only who has nothing to show hears of it.
      if (!isKnown(name)) throw error
      return {}
    })
  const write = (name: string, next: string): void => {
    store.setState(({ texts }) => ({ texts: new Map(texts).set(name, next) }))
    unsaved.keep(name, next, known.get(name) ?? null)
    written.set(name, [...(written.get(name) ?? []), next].slice(-mostWritten))
    clearTimeout(waiting.get(name))
    waiting.set(
      name,
      setTimeout(() => void send(name), rest),
    )
  }
  const append = async (name: string, words: string): Promise<void> => {
    if (!isKnown(name)) await load(name)
    const before = text(name).trimEnd()
    write(name, `${before === '' ? '' : `${before}\n\n`}${words}`)
  }
  return {
    store,
    text,
    load: (name) => load(name).then(() => undefined),
    own,
    async loadOwn(place) {
      const name = own(place)
      if (text(name) !== '') return
      const drafts = await load(name)
      if (text(name) !== '' || waiting.has(name)) return
      const other = Object.entries(drafts).find(([one, words]) => placeOf(one) === place && words !== '')
      if (other === undefined || other[0] === name) return
      taken.set(name, { name: other[0], text: other[1] })
      write(name, other[1])
    },
    dropOwn(place) {
      const name = own(place)
      const from = taken.get(name)
      taken.delete(name)
      if (text(name) !== '' || waiting.has(name)) write(name, '')
      // If its window has written on since, that stays.
      if (from !== undefined) void source.save(from.name, '', from.text).catch(() => undefined)
    },
    async dropPlace(place) {
      if (text(own(place)) !== '') write(own(place), '')
      for (const [name, words] of Object.entries(await source.read()))
        if (placeOf(name) === place && !isOwn(name)) await source.save(name, '', words)
    },
    async movePlace(place, to, done) {
      const mine = own(place)
      const there = Object.entries(await load(mine)).filter(
        ([name]) => placeOf(name) === place && name !== mine,
      )
      const texts = new Set([text(mine), ...there.map(([, words]) => words)].map((words) => words.trim()))
      for (const dropped of ['', done?.trim() ?? '']) texts.delete(dropped)
      for (const words of texts) await append(to, words)
      if (text(mine) !== '') write(mine, '')
      for (const [name, words] of there) await source.save(name, '', words)
      return texts.size > 0
    },
    async places(prefix) {
      const drafts = await readAgain([])
      const found = new Map<string, string>()
      for (const [name, words] of [...Object.entries(drafts), ...store.getState().texts]) {
        const place = placeOf(name)
        if (place?.startsWith(prefix) !== true || (found.has(place) && !isOwn(name))) continue
        if (words === '') found.delete(place)
        else found.set(place, words)
      }
      return found
    },
    refresh: () =>
      readAgain([...store.getState().texts.keys()]).then(
        () => undefined,
        () => undefined,
      ),
    write,
    sent(name, words) {
      const now = text(name)
      write(name, now.startsWith(words) ? now.slice(words.length).trimStart() : now)
    },
    append,
    sendWaiting() {
      for (const [name, timer] of [...waiting]) {
        clearTimeout(timer)
        waiting.delete(name)
        // There is no time to join it with what another window wrote: where it does not arrive, the next page does.
        save(name, text(name), known.get(name) ?? '').catch(() => undefined)
      }
    },
  }
}

/** The place of what a window wrote there alone; null of a text that all windows share. */
function placeOf(name: string): string | null {
  return /^(.*)@[0-9a-z]{8}$/s.exec(name)?.[1] ?? null
}
