/** Calls that are named at most, and characters of each. */
const mostCalls = 10
const mostText = 200

/** What a turn is told before its prompt where calls of the one before gave no answer. */
export function cutOffText(calls: readonly string[]): string {
  const named = calls
    .slice(-mostCalls)
    .map((text) => `- ${text.length > mostText ? `${text.slice(0, mostText)}…` : text}`)
  return `The turn before was cut off from outside, not by the person. What follows had begun and gave no answer: it may have had its effect, or a part of it, and was not run again. Interrupted: check the worktree before you go on.\n${named.join('\n')}`
}
