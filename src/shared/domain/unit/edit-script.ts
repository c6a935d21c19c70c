/** A run of tokens that an edit replaces, between two that it leaves. */
export interface EditRun {
  readonly removed: string
  readonly added: string
  /** The nearest tokens that stay and are no blanks; empty at the ends of the text. */
  readonly before: string
  readonly after: string
  /** Whether it begins in a comment or a string, as far as its line tells. */
  readonly within: 'code' | 'comment' | 'string'
}

/** Most pairs of tokens that are compared; what needs more has no script. */
const mostPairs = 250_000

/** How many pairs of tokens may still be compared, of several texts together. */
export interface PairBudget {
  left: number
}

/** Words, runs of blanks, line feeds, and every other character by itself: joined, they are the text again. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/[\w$\u0080-\u00ff]+|[ \t]+|[^]/g) ?? []
}

/**
 * What an edit does to the tokens of a text, by their longest common subsequence (Wagner and Fischer 1974); everything that
 * stays may be anything elsewhere. null where the texts are too large, or equal, or the budget is used up.
 */
export function editScript(
  before: string,
  after: string,
  budget: PairBudget = { left: mostPairs },
): readonly EditRun[] | null {
  const old = tokensOf(before)
  const now = tokensOf(after)
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1
  let tail = 0
  const most = Math.min(old.length, now.length) - head
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1
  const oldEnd = old.length - tail
  const newEnd = now.length - tail
  const pairs = (oldEnd - head) * (newEnd - head)
  if (pairs > Math.min(mostPairs, budget.left)) return null
  budget.left -= pairs
  const kept = commonPairs(old.slice(head, oldEnd), now.slice(head, newEnd))
  const runs: EditRun[] = []
  let oldAt = head
  let newAt = head
  for (const [oldKept, newKept] of [...kept, [oldEnd - head, newEnd - head] as const]) {
    const oldTo = head + oldKept
    const newTo = head + newKept
    if (oldTo > oldAt || newTo > newAt)
      runs.push({
        removed: old.slice(oldAt, oldTo).join(''),
        added: now.slice(newAt, newTo).join(''),
        before: solid(old, oldAt - 1, -1),
        after: solid(old, oldTo, 1),
        within: placeOf(now, newAt),
      })
    oldAt = oldTo + 1
    newAt = newTo + 1
  }
  return runs.length === 0 ? null : runs
}

/** The indexes of a longest common subsequence, in order. */
function commonPairs(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        old[i] === now[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
  const pairs: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (old[i] === now[j]) {
      pairs.push([i, j])
      i += 1
      j += 1
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1
    else j += 1
  }
  return pairs
}

function solid(tokens: readonly string[], from: number, step: 1 | -1): string {
  for (let at = from; at >= 0 && at < tokens.length; at += step) {
    const token = tokens[at] ?? ''
    if (token.trim() !== '') return token
  }
  return ''
}

function placeOf(tokens: readonly string[], at: number): EditRun['within'] {
  let from = at
  while (from > 0 && tokens[from - 1] !== '\n') from -= 1
  const line = tokens.slice(from, at).join('')
  if (/^\s*(?:\/\/|#|\*|\/\*|--|<!--)/.test(line) || /\s\/\//.test(line)) return 'comment'
  for (const quote of ['"', "'", '`']) if (line.split(quote).length % 2 === 0) return 'string'
  return 'code'
}
