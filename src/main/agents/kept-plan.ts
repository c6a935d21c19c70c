import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { writeWhole } from './kept-thread.ts'

const plan = z.array(z.object({ step: z.string(), state: z.string() }))

/** The steps of an agent's plan as it told them last. */
type Steps = readonly { readonly step: string; readonly state: string }[]

/** The plan that a session's folder knows, as a text; empty where it knows none. */
export async function keptPlan(folder: string): Promise<string> {
  try {
    const read = plan.safeParse(JSON.parse(await readFile(fileIn(folder), 'utf8')))
    return read.success ? read.data.map(({ step, state }) => `- ${step} (${state})`).join('\n') : ''
  } catch {
    return ''
  }
}

/** Keeps an agent's plan for a turn that no longer knows of it. A plan that can't be kept is no reason to stop. */
export async function keepPlan(folder: string, steps: Steps): Promise<void> {
  // The one before stays where it can't be written.
  await writeWhole(fileIn(folder), JSON.stringify(steps)).catch(() => undefined)
}

function fileIn(folder: string): string {
  return path.join(folder, 'plan.json')
}
