import type { Verdict } from '#shared/domain/review/decided.ts'
import type { Client } from '#renderer/client/context.ts'
import { fatesOf, type UnkeptAct, type UnkeptActs } from '#renderer/replicas/unkept-acts.ts'
import { reportFailure, tellLasting } from '#renderer/ui/toasts.tsx'

/**
 * Sends again what the workbench had not acknowledged when an earlier page ended, under the same ids, and tells the person
 * of it. What can't be sent as it was meant is handed back by name. Where the connection is lost again, all of it is kept.
 */
export async function sendUnkept(client: Client, unkept: UnkeptActs): Promise<void> {
  const bySession = new Map<string, UnkeptAct[]>()
  for (const act of unkept.all()) bySession.set(act.session, [...(bySession.get(act.session) ?? []), act])
  for (const [session, acts] of bySession) {
    const verdicts = await verdictsOf(client, session, acts)
    const sent: string[] = []
    const back: string[] = []
    for (const [index, fate] of fatesOf(acts, (act, hunk) => verdicts.get(act.number)?.get(hunk)).entries()) {
      const act = acts[index]
      if (act === undefined || fate === 'done') continue
      const isSent = fate === 'send' && (await send(client, act))
      ;(isSent ? sent : back).push(act.words)
    }
    unkept.drop(acts.map(({ act }) => act))
    if (sent.length > 0)
      tellLasting(`The workbench had not acknowledged this, and it was sent again: ${sent.join('; ')}.`)
    if (back.length > 0)
      reportFailure({
        message: `The workbench never acknowledged this, and it was not sent again: ${back.join('; ')}. What it was about may have changed since. Look at it, and do it again if it is still meant.`,
      })
  }
}

/** The decisions as they are now, of each revision that an act is about. */
async function verdictsOf(
  client: Client,
  session: string,
  acts: readonly UnkeptAct[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, Verdict | null>>> {
  const verdicts = new Map<number, Map<string, Verdict | null>>()
  for (const number of new Set(acts.filter(({ decisions }) => decisions !== null).map((act) => act.number))) {
    const result = await client.changeset.get({ session, number })
    if (!result.ok) continue
    const hunks = result.value.files.flatMap((file) => file.hunks)
    verdicts.set(number, new Map(hunks.map(({ id, decision }) => [id, decision])))
  }
  return verdicts
}

async function send(
  client: Client,
  { session, act, number, decisions, label, reason }: UnkeptAct,
): Promise<boolean> {
  const result = await client.review.decide({
    session,
    act,
    number,
    decisions: (decisions ?? []).map(({ hunk, verdict }) => ({ hunk, verdict })),
    ...(label === undefined ? {} : { label }),
    ...(reason === undefined ? {} : { reason }),
  })
  return result.ok
}
