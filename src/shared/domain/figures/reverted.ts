import type { LedgerEntry } from '../review/entries/index.ts'

/**
 * The acts that accepted or rejected something of which the person made something else later: undone, taken back, or
 * decided in another way. What was undone and done again is not among them.
 */
export function revertedActs(
  entries: Iterable<{ readonly seq: number; readonly entry: LedgerEntry }>,
): ReadonlySet<string> {
  const all = [...entries]
  const undone = new Set<number>()
  for (const { entry } of all) {
    if (entry.by.kind !== 'person') continue
    if (entry.type === 'undone') undone.add(entry.entry)
    else if (entry.type === 'redone') undone.delete(entry.entry)
  }
  const reverted = new Set<string>()
  const standing = new Map<string, { readonly act: string | null; readonly verdict: string }>()
  for (const { seq, entry } of all) {
    if (!('decisions' in entry) || entry.by.kind !== 'person') continue
    const firm = entry.decisions.filter(({ verdict }) => verdict === 'accept' || verdict === 'reject')
    if (undone.has(seq)) {
      if (entry.act !== null && firm.length > 0) reverted.add(entry.act)
      continue
    }
    for (const { hunk, verdict } of entry.decisions) {
      const before = standing.get(hunk)
      if (before !== undefined && before.act !== null && before.verdict !== verdict) reverted.add(before.act)
      if (verdict === 'accept' || verdict === 'reject') standing.set(hunk, { act: entry.act, verdict })
      else standing.delete(hunk)
    }
  }
  return reverted
}
