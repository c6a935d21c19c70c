import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { WorkbenchClient } from '#shared/rpc/client.ts'

/** The id of the repository that `folder` is in, of those that were opened before; null without one. Only reads. */
export async function openedRepository(client: WorkbenchClient, folder: string): Promise<string | null> {
  const top = topOf(folder)
  const found = top === null ? undefined : (await client.repository.list()).find((one) => one.path === top)
  return found?.id ?? null
}

/** The nearest folder that has a `.git`; the folder itself where none has. Null where it is not there. */
function topOf(folder: string): string | null {
  if (!existsSync(folder)) return null
  const real = realpathSync(folder)
  for (let next = real; ; next = path.dirname(next)) {
    if (existsSync(path.join(next, '.git'))) return next
    if (path.dirname(next) === next) return real
  }
}
