import { err, ok, type Result } from '#shared/base/result.ts'

/** What the person wants an agent to ask for. */
export const wantedModes = ['ask', 'ask for edits', 'plan', 'never ask'] as const
export type WantedMode = (typeof wantedModes)[number]

/** A mode that an agent offers for its session, by the id that it made up. */
export interface OfferedMode {
  readonly id: string
  readonly name: string
}

/** The modes of a session; null where the agent tells of none. */
export type OfferedModes = {
  readonly current: string
  readonly modes: readonly OfferedMode[]
} | null

/** What agents call a mode of each kind, the best first; without letter case, spaces, hyphens, and what stands before a “#”. */
const known: Readonly<Record<WantedMode, readonly string[]>> = {
  ask: ['acceptedits', 'autoedit', 'default', 'ask', 'manual', 'readonly'],
  'ask for edits': ['default', 'ask', 'manual', 'readonly'],
  plan: ['plan', 'architect', 'spec'],
  'never ask': ['bypasspermissions', 'yolo', 'fullaccess', 'agentfullaccess', 'autopilot', 'autohigh'],
}

/** Modes in which the agent, or a model that it asks, decides in the person's place. */
const decidesItself = /auto|yolo|bypass|full|never|dontask|skip|dangerous/

function plain(text: string): string {
  return text
    .slice(text.lastIndexOf('#') + 1)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
}

/**
 * The id of the mode to set for what is wanted; null leaves the session as it is. `named` is the id that the agent's file
 * gives for it. An agent is never left in a mode that decides for the person unless they chose “never ask”: the error says
 * in one sentence what it offers.
 */
export function chooseMode(
  wanted: WantedMode,
  offered: OfferedModes,
  named?: string,
): Result<string | null, string> {
  const asked = wanted === 'ask' || wanted === 'ask for edits'
  if (offered === null)
    return asked && named === undefined
      ? ok(null)
      : err(`It tells of no modes, so it can’t be told to “${wanted}”.`)
  const { modes, current } = offered
  const list = modes.map(({ id }) => `“${id}”`).join(', ')
  if (named !== undefined)
    return modes.some(({ id }) => id === named)
      ? ok(named)
      : err(`It offers no mode “${named}”, which its file names for “${wanted}”. It offers ${list}.`)
  for (const name of known[wanted]) {
    const found = modes.find((mode) => plain(mode.id) === name)
    if (found !== undefined) return ok(found.id)
  }
  const now = modes.find(({ id }) => id === current)
  if (asked && !decidesItself.test(plain(current)) && !decidesItself.test(plain(now?.name ?? '')))
    return ok(null)
  return err(
    `It offers no mode that is known as “${wanted}”: it offers ${list}, and begins in “${current}”. Name the one that is meant under winnow.modes in its file.`,
  )
}
