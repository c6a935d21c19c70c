import { createStore } from 'zustand/vanilla'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { quoteHunk } from '#shared/domain/session/quote.ts'
import { setPaneOpen } from '#renderer/view/view-store.ts'
import type { Client } from '#renderer/client/context.ts'
import { keepDraft } from '#renderer/replicas/drafts.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

interface FollowUpState {
  /** The unfinished follow-up of each session. */
  readonly texts: ReadonlyMap<string, string>
  /** The field is to take the focus as soon as it is there. */
  readonly wanted: boolean
}

export const followUpStore = createStore<FollowUpState>(() => ({ texts: new Map(), wanted: false }))

export const followUpDraft = (session: string): string => `followUp.${session}`

/** Sets the text of a session's follow-up and keeps it as a draft. */
export function writeFollowUp(client: Client, session: string, text: string): void {
  followUpStore.setState(({ texts }) => ({ texts: new Map(texts).set(session, text) }))
  keepDraft(client, followUpDraft(session), text)
}

/** Opens the context and puts the focus into the follow-up field. */
export function wantFollowUp(): void {
  setPaneOpen('context', true)
  followUpStore.setState({ wanted: true })
}

/** Appends a quotation to a session's follow-up and puts the cursor below it, where the reason goes. */
export function quoteInFollowUp(client: Client, session: string, quotation: string): void {
  const before = (followUpStore.getState().texts.get(session) ?? '').trimEnd()
  writeFollowUp(client, session, `${before === '' ? '' : `${before}\n\n`}${quotation}\n\n`)
  wantFollowUp()
}

/** Files whose rejected hunks are quoted at most; a follow-up is read by an agent with a limited memory. */
const mostFiles = 40

function quotationsOf(file: Changeset['files'][number], text: FileText | null): readonly string[] {
  return file.hunks
    .filter((hunk) => hunk.decision === 'reject')
    .map((hunk) => {
      const range = text?.lines.find((line) => line.hunk === hunk.id) ?? hunk
      return quoteHunk(file.path, text?.before?.text ?? null, text?.after?.text ?? null, range, hunk.kind)
    })
}

/** Prefills the follow-up with everything that is rejected. */
export async function quoteRejected(client: Client, session: string): Promise<void> {
  const changeset = await client.changeset.get({ session })
  if (!changeset.ok) return reportFailure(changeset.error)
  const files = changeset.value.files.filter((file) => file.hunks.some((hunk) => hunk.decision === 'reject'))
  const quotations: string[] = []
  for (const file of files.slice(0, mostFiles)) {
    const text = await client.changeset.file({ session, path: file.path })
    quotations.push(...quotationsOf(file, text.ok ? text.value : null))
  }
  if (files.length > mostFiles)
    quotations.push(`And rejected hunks in ${files.length - mostFiles} more files.`)
  if (quotations.length > 0) quoteInFollowUp(client, session, quotations.join('\n\n'))
}
