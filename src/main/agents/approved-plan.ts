import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeWhole } from './kept-thread.ts'

/** The plans that the person approved, as they left them, that a session's folder has; null where it has none. */
export async function approvedPlan(folder: string): Promise<string | null> {
  try {
    return await readFile(fileIn(folder), 'utf8')
  } catch {
    return null
  }
}

/**
 * Keeps what was approved, the oldest first, or that nothing is any more. It is on the disk, or rejects and what was before
 * is there.
 */
export async function keepApprovedPlans(folder: string, plans: readonly string[]): Promise<void> {
  const text = plans.join('\n\n')
  if (plans.length === 0) await rm(fileIn(folder), { force: true })
  else if (text !== (await approvedPlan(folder))) await writeWhole(fileIn(folder), text)
}

function fileIn(folder: string): string {
  return path.join(folder, 'approved-plan.md')
}
