import type { Result } from '#shared/base/result.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'

type Told = { readonly message: string; readonly stderr?: string }

/** Waits for an answer; a failure is shown, a success is told in `words` if there are any. */
export async function answer<T>(request: Promise<Result<T, Told>>, words?: string): Promise<T | null> {
  const result = await request
  if (!result.ok) {
    reportFailure(result.error)
    return null
  }
  if (words !== undefined) announce(words)
  return result.value
}
