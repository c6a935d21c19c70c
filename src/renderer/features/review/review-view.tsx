import type { ReactNode } from 'react'
import type { Session } from '#shared/contract/session.ts'

/** The changeset of a session, hunk by hunk. */
export function ReviewView({ session }: { readonly session: Session }): ReactNode {
  return <section aria-label="Review">{session.title}</section>
}
