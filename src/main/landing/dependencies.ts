import type { Clock } from '#shared/base/clock.ts'
import type { Store } from '../store/store.ts'
import type { Result } from '#shared/base/result.ts'
import type { EncodingSource } from '#shared/diff/read-as.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { ExistingSource } from '#shared/domain/session/session.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import type { Identity, Person } from '#shared/domain/landing/identity.ts'
import type { KnownConfig } from '../git/config-list.ts'
import type { Durability } from '../git/durability.ts'
import type { Objects } from '../git/objects.ts'
import type { Git } from '../git/run.ts'

/** What landing needs to know of a session and its repository. */
export interface LandingSubject {
  readonly session: string
  /** Top of the checkout that was opened. */
  readonly repositoryPath: string
  /** The git folder of that checkout, and the one all worktrees share. */
  readonly gitDir: string
  readonly commonDir: string
  readonly objects: Objects
  /** Of its checkouts, for this one operation. */
  readonly config: KnownConfig
  readonly source: ExistingSource | null
  readonly title: string
  readonly prompt: string
  /** The commit that is reviewed, and the one of the newest revision that landed before; null for none. Absent: unknown. */
  readonly reviewed?: { readonly commit: string; readonly landedBefore: string | null }
  /** What the agent said last; null where it says nothing. Absent: nothing. */
  readonly lastWords?: () => string | null
  /** Who helped, for the `Co-authored-by` trailer; null for nobody. */
  readonly agentLabel: string | null
  readonly coAuthoredBy: boolean
  /** null in a repository without commits. */
  readonly baseCommit: string | null
  readonly baseTree: string
  /** The branch that the session began from, if it is one, else the one that was checked out; null for none. */
  suggestedBranch(): Promise<string | null>
  /** Oldest first. */
  readonly landings: readonly LandingRecord[]
  readonly person: SubjectPerson
  /** What the workbench remembers for this repository, for when git has no identity. */
  readonly identity: Identity | null
  /** The session's own checkout, where contents may be that a disk lost elsewhere. Absent: none. */
  readonly worktree?: string | null
  /** Whether the person trusted the filters of the repository's own configuration. Absent: no. */
  readonly filtersTrusted?: boolean
}

/** Whose commit a landing makes. */
export interface SubjectPerson {
  /** As git named them before agents could write its configuration. */
  readonly known: Person
  /** Whom the configuration names since; null where that is the same. */
  readonly since: Person | null
}

/** What a merge among objects needs to know of a repository. */
export type MergeSubject = Pick<LandingSubject, 'repositoryPath' | 'commonDir' | 'objects'>

/** A landing, and what the session's base is because of it. */
export interface Moved {
  /** What asked to undo it, where that was no window of the person. */
  readonly client?: ActClient | undefined
  readonly record: LandingRecord
  readonly baseTree: string
  readonly baseCommit: string | null
}

/** Keeps the landing's stream, and what is locked before an event says so. */
export type LandingStore = Pick<Store, 'append' | 'read' | 'putDocument' | 'documents'>

/** The moments of a landing between which a crash may fall; tests stop there. */
export type LandingStep =
  | 'planned'
  | 'checked'
  | 'committed'
  | 'intended'
  | 'stagedKept'
  | 'refMoved'
  | 'filesUpdated'
  | 'sessionMoved'

/** The checkout that was opened, and the git folder that all its worktrees share. */
export type RepositoryPlace = Pick<LandingSubject, 'repositoryPath' | 'commonDir'>

/** The sessions whose accepted trees land. */
export interface LandingSessions {
  /** Where its repository was when that was opened. */
  place(session: string): Result<RepositoryPlace, Failure<'notFound'>>
  subject(session: string): Promise<Result<LandingSubject, Failure<'notFound' | 'noRevision'>>>
  /** Its accepted tree, which may have been made before; with `anew` it is made again. */
  accepted(
    session: string,
    options: { readonly anew: boolean },
  ): Promise<Result<AcceptedRevision, Failure<string>>>
  /** What is known of the encoding of a file of a session's repository. Absent: nothing. */
  encodingOf?(session: string, path: string): EncodingSource | null
  /** Keeps the identity that the person gave because git has none. */
  rememberIdentity(session: string, identity: Identity): void
  /** The person said that whom the configuration names since agents ran is they. */
  confirmPerson(session: string): Promise<void>
  /** Whether this folder is the worktree of a session, where only its agent writes. */
  isWorktree(folder: string): boolean
}

/** What happens in the rest of the workbench once a landing has moved its target. */
export interface LandingOutcomes {
  /** Keeps, by references, what the session will be held against; the rest is told once that is on the disk. */
  keep(session: string, moved: Moved): Promise<void>
  /** Moves the session's base and ledger, and keeps the record. */
  landed(session: string, moved: Moved): Promise<void>
  /** Moves them back, and marks the record as undone. */
  undone(session: string, moved: Moved): Promise<void>
}

/** What landing is made of. */
export interface LandingDependencies {
  readonly git: Git
  readonly durability: Pick<Durability, 'make'>
  readonly store: LandingStore
  readonly clock: Clock
  readonly sessions: LandingSessions
  readonly outcomes: LandingOutcomes
  /** Checks of the exact tree that will land; there are none unless given. */
  check?(session: string, tree: string): Promise<Result<null, LandingFailure>>
  /** Called as each step is done. */
  step?(step: LandingStep): void
}
