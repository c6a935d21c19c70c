import type { Verdict } from './decided.ts'

/** What a decision is on: a hunk of the changeset, or an own edit of the person. */
export type DecisionSubject = { readonly hunk: string } | { readonly edit: string }

/** A verdict on a hunk or on an own edit; null takes it back. */
export type Decision = DecisionSubject & { readonly verdict: Verdict | null }

/** The id of a new own edit from 12 random bytes in hexadecimal digits: no hunk has one of this shape. */
export function editId(digits: string): string {
  return `e${digits}`
}

/** What an id names that a person or a program wrote without saying which: both show by their shape. */
export function subjectOf(id: string): DecisionSubject {
  return /^e[0-9a-f]{24}$/.test(id) ? { edit: id } : { hunk: id }
}
