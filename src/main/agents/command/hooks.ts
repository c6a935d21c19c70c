import { constants } from 'node:fs'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { shellWord } from '../program-agent.ts'

/** Stands in a command line for the file of settings with hooks: `claude -p --settings {hooks}`. */
export const hooksPlaceholder = '{hooks}'

/** Bytes of what the hooks of a turn tell at most; the rest is not read. */
const most = 8_000_000

/** The hooks of one turn. They are the agent's own, run with its rights, and can only tell. */
export interface TurnHooks {
  /** The file with the agent's settings. */
  readonly settings: string
  /** What a command may write besides. */
  readonly writable: readonly string[]
  /** All that was told, and removes the folder. */
  close(): Promise<Uint8Array>
}

/**
 * Makes the hooks of one turn in a folder of its session, never in the person's configuration: each adds what Claude Code
 * tells it to a file, which is read as data alone.
 */
export async function openHooks(folder: string, turn: number): Promise<TurnHooks> {
  const own = path.join(folder, `hooks-${turn}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  const [settings, told] = [path.join(own, 'settings.json'), path.join(own, 'told.jsonl')]
  await writeFile(told, '', { mode: 0o600 })
  // A line each: what a hook is told has no newline of its own.
  const hook = [{ hooks: [{ type: 'command', command: `{ cat; echo; } >>${shellWord(told)}` }] }]
  const events = ['PostToolUse', 'PostToolUseFailure', 'Stop', 'StopFailure']
  const hooks = Object.fromEntries(events.map((event) => [event, hook]))
  await writeFile(settings, JSON.stringify({ hooks }), { mode: 0o600 })
  return {
    settings,
    writable: [own],
    async close() {
      const bytes = await beginningOf(told).catch(() => Buffer.alloc(0))
      await rm(own, { recursive: true, force: true })
      return bytes
    },
  }
}

/** The beginning of a file that the agent may have put something else in the place of. */
async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, most))
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await handle.close()
  }
}
