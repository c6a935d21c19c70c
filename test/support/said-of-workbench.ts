import { unwrap, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Changeset } from '#shared/domain/review/decided.ts'
import { arrangeQueue } from '#shared/domain/session/queue.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import type { TestWorkbench } from './workbench.ts'

type Client = TestWorkbench['client']
export type Answer<Value = unknown> = Result<Value, Failure<string>>

/** Everything that a workbench says of one session. */
export interface SaidOfSession<Item = TimelineItem> {
  readonly session: Answer<Session>
  readonly timeline: { readonly total: number; readonly items: readonly Item[] }
  /** Windows of the outputs of its items. */
  readonly outputs: readonly {
    readonly item: string
    readonly asked: { readonly from: number; readonly length: number }
    readonly is: Answer
  }[]
  /** The newest. */
  readonly changeset: Answer<Changeset>
  /** By number. */
  readonly olderChangesets: Readonly<Record<string, Answer<Changeset>>>
  /** By path, of the newest changeset. */
  readonly files: Readonly<Record<string, Answer>>
  /** By hunk, for those that are decided, came back, or stand for one that was decided. */
  readonly previous: Readonly<Record<string, Answer>>
  readonly landingPreview: Answer
}

/** Everything that a workbench says of what it holds, asked by the contract alone. */
export interface Said {
  readonly queue: readonly { readonly group: string; readonly sessions: readonly string[] }[]
  /** Of the list of sessions. */
  readonly order: readonly string[]
  readonly sessions: Readonly<Record<string, SaidOfSession<object>>>
  readonly settings: unknown
  readonly drafts: Readonly<Record<string, string>>
  readonly history: readonly string[]
  readonly repositories: readonly unknown[]
}

/** Asks a workbench for everything. */
export async function askEverything(client: Client): Promise<Said> {
  const listed = await client.session.list()
  const sessions: Record<string, SaidOfSession> = {}
  for (const { id } of listed) sessions[id] = await askSession(client, id)
  return {
    queue: await askQueue(client),
    order: listed.map(({ id }) => id),
    sessions,
    settings: await client.workbench.settings(),
    drafts: await client.workbench.drafts(),
    history: await client.workbench.history(),
    repositories: await client.repository.list(),
  }
}

async function askQueue(client: Client): Promise<Said['queue']> {
  for await (const event of await client.session.watch())
    if (event.type === 'snapshot')
      return arrangeQueue(event.sessions).map(({ group, sessions }) => ({
        group,
        sessions: sessions.map(({ id }) => id),
      }))
  throw new Error('the stream of sessions ended')
}

/** Asks for everything of one session. */
export async function askSession(client: Client, session: string): Promise<SaidOfSession> {
  const found = await client.session.get({ session })
  const timeline = unwrap(await client.session.timeline({ session, limit: 500 }))
  const changeset = await client.changeset.get({ session })
  const olderChangesets: Record<string, Answer<Changeset>> = {}
  for (const { number } of unwrap(found).revisions.slice(0, -1))
    olderChangesets[number] = await client.changeset.get({ session, number })
  const files: Record<string, Answer> = {}
  const previous: Record<string, Answer> = {}
  for (const file of changeset.ok ? changeset.value.files : []) {
    files[file.path] = await client.changeset.file({ session, path: file.path })
    for (const { id, supersedes, cameBack, decision } of file.hunks)
      if (supersedes !== null || cameBack || decision !== null)
        previous[id] = await client.changeset.previous({ session, hunk: id })
  }
  return {
    session: found,
    timeline: { total: timeline.total, items: timeline.items },
    outputs: await askOutputs(client, session, timeline.items),
    changeset,
    olderChangesets,
    files,
    previous,
    landingPreview: await client.landing.preview({ session }),
  }
}

/** The beginning, the end, and a few bytes of the middle of each output. */
async function askOutputs(
  client: Client,
  session: string,
  items: readonly TimelineItem[],
): Promise<SaidOfSession['outputs']> {
  const windows = [
    { from: 0, length: 300 },
    { from: -40, length: 1000 },
    { from: 7, length: 13 },
  ]
  const outputs = []
  for (const item of items) {
    if (!('outputBytes' in item) || (item.outputBytes === 0 && item.kind !== 'output')) continue
    for (const asked of windows)
      outputs.push({
        item: item.id,
        asked,
        is: await client.session.output({ session, item: item.id, ...asked }),
      })
  }
  return outputs
}
