import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { failureSchema } from './common.ts'

const sessionFailureKindSchema = z.enum([
  'notFound',
  'repositoryGone',
  'badBase',
  'badRange',
  'noCommits',
  'unknownAgent',
  'agentNotConfigured',
  'badAgentOption',
  'wrongState',
  'worktreeFailed',
  'mounted',
  'leftOut',
  'snapshotFailed',
  'noAgent',
  'gitFailed',
  'collected',
  'pictures',
  'answered',
  'expired',
  'badAnswer',
  'inTheWay',
  'conflicts',
  'cannotCompact',
  'nothingToCompact',
])
/** Why something could not be done with a session. */
export type SessionFailure = Failure<z.infer<typeof sessionFailureKindSchema>>
export const sessionFailureSchema = failureSchema(sessionFailureKindSchema)
