import { open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const kept = z.object({ thread: z.string() })

/** The id of the conversation that a session's folder knows, or null. */
export async function keptThread(folder: string): Promise<string | null> {
  try {
    const read = kept.safeParse(JSON.parse(await readFile(fileIn(folder), 'utf8')))
    return read.success ? read.data.thread : null
  } catch {
    return null
  }
}

/** Keeps the id of a conversation. It is on the disk, or rejects and the earlier one is there. */
export function keepThread(folder: string, thread: string): Promise<void> {
  return writeWhole(fileIn(folder), JSON.stringify({ thread }))
}

/** Writes a file, of the owner alone, in place of another one: it is on the disk, or rejects and the other one is there. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.new`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}

function fileIn(folder: string): string {
  return path.join(folder, 'thread.json')
}
