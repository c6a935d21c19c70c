import path from 'node:path'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { readPlainFile } from '../git/plain-file.ts'
import type { LandingSubject } from './dependencies.ts'
import type { LandingIntent } from './events.ts'
import { failure } from './failures.ts'

/** A commit's id, or the name of another reference, as git's files of references have them (files-backend.c). */
const readable = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|ref:\s*\S+)\s*$/

/**
 * Fails where the file of a landing's branch is there and names nothing, as a disk leaves it that lost its content. git
 * passes over such a file as if there were no branch, so nothing can be said of whether the landing happened.
 */
export async function namesSomething(
  subject: LandingSubject,
  intent: LandingIntent & { readonly ref: string },
): Promise<Result<null, LandingFailure>> {
  const file = path.join(subject.commonDir, ...intent.ref.split('/'))
  const text = await readPlainFile(file, 4096)
  if (text === null || readable.test(text)) return ok(null)
  const before = intent.oldCommit === null ? '' : `${intent.oldCommit} is where it was before the landing, `
  return failure(
    'gitFailed',
    `The file of the branch ${intent.target}, ${file}, ${text === '' ? 'is empty' : 'names no commit'}: the disk did not keep what it had confirmed. So it can't be told whether the landing is on it. Nothing was changed, and the decisions are kept. Write into that file the commit that ${intent.target} shall be at (${before}${intent.newCommit ?? 'none'} is the landing), then start Winnow again.`,
    { refs: [intent.target] },
  )
}
