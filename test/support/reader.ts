import type { CDPSession, Page } from '@playwright/test'
import Database from 'libsql'
import { unwrap } from '#shared/base/result.ts'
import { databaseFile } from '#main/store/data-folder.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { wordPattern } from './busy-agent.ts'
import { pressAtRate } from './key-rate.ts'
import { seenKeys, watchPaintedWords, type SeenKey } from './painted-words.ts'
import type { TestRepository } from './repository.ts'

/** A decision as it was written down. `word` is the changed line of its hunk, in the revision it was decided in. */
export interface WrittenDecision {
  readonly word: string
  readonly verdict: string | null
}

interface LedgerRow {
  readonly revision: number
  readonly decisions: readonly {
    readonly verdict: string | null
    readonly place: { readonly path: string; readonly newStart: number }
  }[]
}

/** Keys of somebody who reads fast: two verdicts in no order, and now and then the newest revision. */
function* readersKeys(most: number): Generator<string> {
  for (let count = 1; count <= most; count += 1)
    yield count % 24 === 0 ? '.' : (count * 7) % 3 === 0 ? 'x' : 'a'
}

/** The decisions as they stand in the database, in the order in which they were written down. */
function ledger(home: string, session: string): readonly LedgerRow[] {
  const database = new Database(databaseFile(home), { readonly: true })
  try {
    const rows = database
      .prepare("SELECT data FROM events WHERE stream = ? AND type = CAST('decided' AS BLOB) ORDER BY seq")
      .all([Buffer.from(`review/${session}`)]) as { data: ArrayBuffer }[]
    return rows.map(({ data }) => JSON.parse(Buffer.from(data).toString()) as LedgerRow)
  } finally {
    database.close()
  }
}

function writtenDown(home: string, repository: TestRepository, session: string): readonly WrittenDecision[] {
  const texts = new Map<string, readonly string[]>()
  const linesOf = (revision: number, file: string): readonly string[] => {
    const name = `refs/winnow/${session}/r${revision}:${file}`
    const known = texts.get(name) ?? repository.git('show', name).split('\n')
    texts.set(name, known)
    return known
  }
  return ledger(home, session).flatMap((entry) =>
    entry.decisions.map(({ verdict, place }) => ({
      word: wordPattern.exec(linesOf(entry.revision, place.path)[place.newStart - 1] ?? '')?.[0] ?? '?',
      verdict,
    })),
  )
}

/** Sends the agent on whenever it has ended a turn, until enough was decided; gives how many revisions there are. */
async function keepAgentBusy(
  client: WorkbenchClient,
  session: string,
  ended: () => boolean,
): Promise<number> {
  for await (const event of await client.session.watch()) {
    const found =
      event.type === 'snapshot'
        ? event.sessions.find(({ id }) => id === session)
        : event.type === 'changed'
          ? event.session
          : undefined
    if (found?.id !== session || ['queued', 'preparing', 'running'].includes(found.state)) continue
    if (found.state !== 'ready') throw new Error(`the agent ended: ${found.activity}`)
    if (ended()) return found.revision ?? 0
    const sent = await client.session.followUp({ session, text: 'Go on' })
    // It may have been told twice that it is ready.
    if (!sent.ok && sent.error.kind !== 'wrongState') unwrap(sent)
  }
  throw new Error('the workbench ended')
}

/** What came of a fast reading. */
export interface Reading {
  readonly keys: readonly SeenKey[]
  readonly written: readonly WrittenDecision[]
  readonly revisions: number
}

/**
 * Decides at a fixed rate until so many decisions are written down, while the agent of the same session takes turn after
 * turn. The page must show the session's first hunk.
 */
export async function readFast(options: {
  readonly page: Page
  readonly keys: CDPSession
  readonly client: WorkbenchClient
  readonly home: string
  readonly repository: TestRepository
  readonly session: string
  readonly decisions: number
  readonly keysPerSecond: number
}): Promise<Reading> {
  const { page, keys, client, home, repository, session, decisions, keysPerSecond } = options
  await watchPaintedWords(page, ['a', 'x', '.'], wordPattern)
  let enough = false
  const agent = keepAgentBusy(client, session, () => enough)
  const counting = setInterval(() => {
    enough ||= ledger(home, session).length >= decisions
  }, 500)
  // Keys that come before anything new was painted decide nothing: on a busy machine there are more of them.
  await pressAtRate(keys, readersKeys(decisions * 12), keysPerSecond, () => enough)
  clearInterval(counting)
  enough = true
  const revisions = await agent
  return { keys: await seenKeys(page), written: writtenDown(home, repository, session), revisions }
}

/**
 * Holds what was written down against the keys: each decision must be of the hunk that was painted when its key went
 * down, once, in order; and a key on an undecided hunk that had stood there for a while must have decided it.
 */
export function compareReading({ keys, written }: Reading): {
  readonly wrong: readonly string[]
  /** Verdict keys that decided nothing: what they were pressed for was not on screen yet. */
  readonly early: number
} {
  const verdictOf: Readonly<Record<string, string>> = { a: 'accept', x: 'reject' }
  const wrong: string[] = []
  const decided = new Set<string>()
  let at = 0
  let early = 0
  for (const { word, verdict } of written) {
    const found = keys.findIndex(
      (key, index) => index >= at && key.word === word && verdictOf[key.key] === verdict,
    )
    if (found === -1) wrong.push(`${word} was decided (${String(verdict)}) by no key that was pressed on it`)
    if (decided.has(word)) wrong.push(`${word} was decided twice`)
    for (let index = at; index < found; index += 1) {
      const key = keys[index]
      if (key === undefined || verdictOf[key.key] === undefined) continue
      early += 1
      // While a newer revision takes the place of the one on screen, what still stands there is on its way out.
      const replaced = keys.slice(Math.max(0, index - 4), index).some((before) => before.key === '.')
      if (key.stood && !replaced && key.word !== null && !decided.has(key.word))
        wrong.push(`a key on ${key.word} was lost`)
    }
    decided.add(word)
    if (found !== -1) at = found + 1
  }
  return { wrong, early }
}
