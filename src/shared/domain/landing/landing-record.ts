import type { ActClient } from '../review/decided.ts'

export interface LandingRecord {
  readonly id: string
  readonly kind: 'branch' | 'checkout'
  /** The branch, or the checkout's folder. */
  readonly target: string
  readonly commit: string | null
  /** The tree that is now the target's. */
  readonly tree: string
  readonly files: number
  readonly at: number
  readonly undone: boolean
  /** Set where a command line landed it. */
  readonly client?: ActClient | undefined
}
