import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { quoteHunk } from '#shared/domain/session/quote.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { refuseCommand, runCommand } from '#renderer/commands/runtime.ts'
import { setPaneOpen, viewStore } from '#renderer/view/view-store.ts'
import { wantField } from '#renderer/view/wanted-field.ts'

/** Opens the context and puts the focus into the follow-up field. */
export function writeFollowUp(): void {
  setPaneOpen('context', true)
  wantField('followUp')
}

/**
 * Sends the drafted follow-up from wherever the person is. Its field is opened first: a refusal is told where the words
 * are.
 */
export function sendDraftedFollowUp(): void {
  const { session } = viewStore.getState()
  setPaneOpen('context', true)
  wantField('followUp', () => {
    if (viewStore.getState().session === session) runCommand('followUp.send', { by: 'key' })
  })
}

/** Files whose rejected hunks are quoted at most; a follow-up is read by an agent with a limited memory. */
const mostFiles = 40

/** A hunk as an agent reads it in a follow-up, with the lines of its file where that is at hand. */
export function quotationOf(path: string, hunk: DecidedHunk, text: FileText | null): string {
  const range = text?.lines.find((line) => line.hunk === hunk.id) ?? hunk
  return quoteHunk(path, text?.before?.text ?? null, text?.after?.text ?? null, range, hunk.kind)
}

/**
 * Appends everything that is rejected to a session's follow-up and puts the cursor below it, where the reason goes. A
 * failure is shown.
 */
export async function quoteRejected({ client, drafts }: Replicas, session: string): Promise<void> {
  const changeset = await client.changeset.get({ session })
  if (!changeset.ok) return refuseCommand('session.quoteRejected', changeset.error.message)
  const files = changeset.value.files.filter((file) => file.hunks.some((hunk) => hunk.decision === 'reject'))
  const quotations: string[] = []
  for (const file of files.slice(0, mostFiles)) {
    const text = await client.changeset.file({ session, path: file.path })
    const rejected = file.hunks.filter((hunk) => hunk.decision === 'reject')
    quotations.push(...rejected.map((hunk) => quotationOf(file.path, hunk, text.ok ? text.value : null)))
  }
  if (files.length > mostFiles)
    quotations.push(`And rejected hunks in ${files.length - mostFiles} more files.`)
  if (quotations.length === 0) return refuseCommand('session.quoteRejected', 'Nothing is rejected.')
  await drafts.append(followUpDraft(session), `${quotations.join('\n\n')}\n\n`)
  writeFollowUp()
}
