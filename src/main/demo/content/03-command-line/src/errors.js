/** Something the person can put right; its message is shown without a stack. */
export class UsageError extends Error {
  name = 'UsageError'
}
