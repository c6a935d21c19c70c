import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type {
  BaseChoice,
  FolderChoice,
  Repository,
  RepositorySettings,
} from '../domain/repository/repository.ts'
import type { Failure } from '../base/failure.ts'
import type { TextEncoding } from '../diff/text-encoding.ts'
import { encodingSchema } from './changeset.ts'
import { failureSchema, idSchema, listSchema, resultSchema, treePathSchema } from './common.ts'
import { looking, procedure, reading, repeatable } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const repositoryFailureKindSchema = z.enum([
  'notFound',
  'notARepository',
  'bare',
  'unreadable',
  'gitMissing',
  'gitTooOld',
  'gitFailed',
  'untrusted',
])
export type RepositoryFailureKind = z.infer<typeof repositoryFailureKindSchema>
export type RepositoryFailure = Failure<RepositoryFailureKind>
const repositoryFailureSchema = failureSchema(repositoryFailureKindSchema)

/** Settings of one repository. They live in the workbench's database, never in the repository. */
const repositorySettingFields = {
  /** Ignored files, as paths or globs, copied from the checkout into each new worktree. */
  copyIgnored: z.array(z.string().max(1024)).max(200),
  /** A command run in each new worktree before the agent starts; only if trusted. */
  setupCommand: z.string().max(8192),
  /** SHA-256 in hex of the setup command that the person trusted; any other text does not run. */
  trustedSetup: z.string().max(64),
  /** The name offered for a new branch; `{slug}` and `{session}` are filled in. */
  branchName: z.string().max(200),
  /** Whether filters of the repository's own configuration may run. Bound to a hash of them. */
  trustedFilters: z.string().max(64),
  agentCommand: z.string().max(32_768),
  agentFollowUpCommand: z.string().max(32_768),
}
export const repositorySettingsSchema = z.object({
  copyIgnored: repositorySettingFields.copyIgnored.default([]),
  setupCommand: repositorySettingFields.setupCommand.default(''),
  trustedSetup: repositorySettingFields.trustedSetup.default(''),
  branchName: repositorySettingFields.branchName.default('winnow/{slug}'),
  trustedFilters: repositorySettingFields.trustedFilters.default(''),
  agentCommand: repositorySettingFields.agentCommand.default(''),
  agentFollowUpCommand: repositorySettingFields.agentFollowUpCommand.default(''),
})
export const repositorySettingsChangeSchema: z.ZodType<
  Partial<RepositorySettings>,
  Partial<RepositorySettings>
> = z.object(repositorySettingFields).partial()

const repositorySchema = schemaOf<Repository>()(
  z.strictObject({
    id: z.string(),
    path: z.string(),
    name: z.string(),
    branch: z.string().nullable(),
    head: z.string().nullable(),
    activity: z.enum(['none', 'merge', 'rebase', 'cherryPick', 'revert', 'bisect']),
    shallow: z.boolean(),
    linked: z.boolean(),
    openedAt: z.number(),
    filters: z.strictObject({ definitions: z.array(z.string()), hash: z.string() }).nullable(),
    settings: z.strictObject({
      copyIgnored: z.array(z.string()),
      setupCommand: z.string(),
      trustedSetup: z.string(),
      branchName: z.string(),
      trustedFilters: z.string(),
      agentCommand: z.string(),
      agentFollowUpCommand: z.string(),
    }),
  }),
)
const folderChoiceSchema = schemaOf<FolderChoice>()(
  z.strictObject({ path: z.string(), repository: z.boolean() }),
)
const baseChoiceSchema = schemaOf<BaseChoice>()(
  z.strictObject({
    name: z.string(),
    ref: z.string(),
    kind: z.enum(['branch', 'remoteBranch', 'tag']),
    commit: z.string(),
    upstream: z.string().nullable(),
    behind: z.number().nullable(),
  }),
)

/** An encoding that the person chose for a file. */
export interface ChosenEncoding {
  readonly path: string
  readonly encoding: TextEncoding
}
const chosenEncodingSchema = schemaOf<ChosenEncoding>()(
  z.strictObject({ path: z.string(), encoding: encodingSchema }),
)

export const repositoryContract = {
  /** Opens the repository that contains `path`, or the one opened before; remembers it. */
  open: repeatable
    .input(z.object({ path: z.string().min(1).max(4096) }))
    .output(resultSchema(repositorySchema, repositoryFailureSchema)),
  /** Repositories opened before, the latest first. */
  list: reading.output(listSchema(repositorySchema)),
  forget: procedure
    .input(z.object({ repository: idSchema }))
    .output(resultSchema(z.null(), repositoryFailureSchema)),
  /** Branches and tags to start from, the likeliest first. */
  bases: repeatable
    .input(z.object({ repository: idSchema }))
    .output(resultSchema(listSchema(baseChoiceSchema), repositoryFailureSchema)),
  /** Paths of tracked files that match a fuzzy query, best first, at most 50. */
  files: repeatable
    .input(z.object({ repository: idSchema, query: z.string().max(200) }))
    .output(resultSchema(listSchema(z.string()), repositoryFailureSchema)),
  /** Folders of the host's machine that complete what was typed of a path; at most 20. */
  completeFolder: repeatable
    .input(z.object({ text: z.string().max(4096) }))
    .output(listSchema(folderChoiceSchema)),
  saveSettings: repeatable
    .input(z.object({ repository: idSchema, settings: repositorySettingsChangeSchema }))
    .output(resultSchema(repositorySchema, repositoryFailureSchema)),
  /** The encodings that the person chose for files of a repository: all of them at once, and again after each change. */
  watchEncodings: looking
    .input(z.object({ repository: idSchema }))
    .output(eventIterator(listSchema(chosenEncodingSchema))),
  /** Keeps the encoding to read a file in, in each of its revisions; null takes the choice back. */
  chooseEncoding: repeatable
    .input(z.object({ repository: idSchema, path: treePathSchema, encoding: encodingSchema.nullable() }))
    .output(z.null()),
  /** Makes the demo repository in the data folder (once) and opens it. */
  openDemo: repeatable.output(resultSchema(repositorySchema, repositoryFailureSchema)),
}
