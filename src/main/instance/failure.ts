import type { Failure } from '#shared/base/failure.ts'

export type InstanceFailureKind =
  /** Another process owns the data folder. */
  | 'owned'
  /** No process owns it, or none that listens yet. */
  | 'noOwner'
  /** It has an owner that cannot be reached. */
  | 'unreachable'
  /** The owner is of another version. */
  | 'version'
  /** The folder is a copy of one that is still there. */
  | 'copied'
  /** The folder cannot be made, written or locked. */
  | 'unusableHome'
  /** This process is of an agent's turn. */
  | 'agent'
  /** The workbench could not start. */
  | 'workbench'
export type InstanceFailure = Failure<InstanceFailureKind>
