import type { Verdict } from './decided.ts'

const verbs: Readonly<Record<Verdict, string>> = { accept: 'accept', reject: 'reject', defer: 'defer' }

/** What undo will say it undoes: "accept 12 hunks in a.ts". */
export function labelDecisions(
  decisions: readonly { readonly verdict: Verdict | null; readonly path: string }[],
): string {
  const verdicts = new Set(decisions.map((decision) => decision.verdict))
  const paths = new Set(decisions.map((decision) => decision.path))
  const [verdict] = verdicts
  const verb = verdicts.size > 1 ? 'decide' : verdict ? verbs[verdict] : 'take back the decision of'
  const hunks = decisions.length === 1 ? '1 hunk' : `${decisions.length} hunks`
  const [path] = paths
  return `${verb} ${hunks} in ${paths.size === 1 ? path : `${paths.size} files`}`
}
