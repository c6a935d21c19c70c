import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { defaultSettings } from '../domain/settings/default-settings.ts'
import type { Settings } from '../domain/settings/settings.ts'
import {
  agentChoiceInputSchema,
  agentChoiceSchema,
  agentCheckSchema,
  agentOfferSchema,
  offeredModelsSchema,
} from './agent.ts'
import { failureSchema, listSchema, resultSchema } from './common.ts'
import { looking, procedure, reading, repeatable } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

/**
 * Settings of the person, kept in the database; every field has a default. Secrets are never here. The fields are
 * apart from the defaults because a change names some fields and must not bring the defaults of the others along.
 */
const settingFields = {
  theme: z.enum(['system', 'light', 'dark']),
  parallelLimit: z.number().int().min(1).max(64),
  diffLayout: z.enum(['split', 'unified']),
  wrap: z.boolean(),
  codeFontSize: z.number().int().min(8).max(32),
  ligatures: z.boolean(),
  /** The shell that runs `command` agents and setup commands; empty: the person's $SHELL, else /bin/sh. */
  shell: z.string().max(1024),
  endAllProcesses: z.boolean(),
  keepAwake: z.boolean(),
  sandbox: z.enum(['off', 'agents', 'all']),
  network: z.enum(['asked', 'open']),
  packageRegistries: z.boolean(),
  /** The command that opens an editor; `{file}` and `{line}` are filled in. Empty: found on PATH. */
  editor: z.string().max(1024),
  /** The command that opens a terminal in `{folder}`. Empty: found on PATH. */
  terminal: z.string().max(1024),
  coAuthoredBy: z.boolean(),
  readingFigures: z.boolean(),
  openaiBaseUrl: z.string().max(1024),
  openaiModel: z.string().max(200),
  openaiWindow: z.number().int().min(0).max(100_000_000),
  openaiMostRounds: z.number().int().min(0).max(1_000_000),
  openaiMostMinutes: z.number().int().min(0).max(100_000),
  openaiMostTokens: z.number().int().min(0).max(100_000_000),
  lastAgent: agentChoiceInputSchema.optional(),
}
export const settingsSchema = z.object({
  theme: settingFields.theme.default(defaultSettings.theme),
  parallelLimit: settingFields.parallelLimit.default(defaultSettings.parallelLimit),
  diffLayout: settingFields.diffLayout.default(defaultSettings.diffLayout),
  wrap: settingFields.wrap.default(defaultSettings.wrap),
  codeFontSize: settingFields.codeFontSize.default(defaultSettings.codeFontSize),
  ligatures: settingFields.ligatures.default(defaultSettings.ligatures),
  shell: settingFields.shell.default(defaultSettings.shell),
  endAllProcesses: settingFields.endAllProcesses.default(defaultSettings.endAllProcesses),
  keepAwake: settingFields.keepAwake.default(defaultSettings.keepAwake),
  sandbox: settingFields.sandbox.default(defaultSettings.sandbox),
  network: settingFields.network.default(defaultSettings.network),
  packageRegistries: settingFields.packageRegistries.default(defaultSettings.packageRegistries),
  editor: settingFields.editor.default(defaultSettings.editor),
  terminal: settingFields.terminal.default(defaultSettings.terminal),
  coAuthoredBy: settingFields.coAuthoredBy.default(defaultSettings.coAuthoredBy),
  readingFigures: settingFields.readingFigures.default(defaultSettings.readingFigures),
  openaiBaseUrl: settingFields.openaiBaseUrl.default(defaultSettings.openaiBaseUrl),
  openaiModel: settingFields.openaiModel.default(defaultSettings.openaiModel),
  openaiWindow: settingFields.openaiWindow.default(defaultSettings.openaiWindow),
  openaiMostRounds: settingFields.openaiMostRounds.default(defaultSettings.openaiMostRounds),
  openaiMostMinutes: settingFields.openaiMostMinutes.default(defaultSettings.openaiMostMinutes),
  openaiMostTokens: settingFields.openaiMostTokens.default(defaultSettings.openaiMostTokens),
  lastAgent: settingFields.lastAgent,
})
export const settingsChangeSchema = z.object(settingFields).partial()
/** The settings as the workbench tells them. */
const toldSettingsSchema = schemaOf<Settings>()(
  z.strictObject({ ...settingFields, lastAgent: agentChoiceSchema.optional() }),
)

/** One git command the workbench ran. */
export interface CommandLogEntry {
  readonly seq: number
  readonly at: number
  readonly purpose: string
  readonly argv: readonly string[]
  readonly folder: string
  readonly exitCode: number | null
  /** Milliseconds. */
  readonly duration: number
}
const commandLogEntrySchema = schemaOf<CommandLogEntry>()(
  z.strictObject({
    seq: z.number(),
    at: z.number(),
    purpose: z.string(),
    argv: z.array(z.string()),
    folder: z.string(),
    exitCode: z.number().nullable(),
    duration: z.number(),
  }),
)

export interface WorkbenchInfo {
  readonly version: string
  readonly home: string
  /** Where the data folder was before it was moved. */
  readonly formerHomes: readonly string[]
  readonly host: 'electron' | 'web' | 'command'
  readonly platform: string
  /** The repository the workbench was started on, or null. */
  readonly openedPath: string | null
}
const workbenchInfoSchema = schemaOf<WorkbenchInfo>()(
  z.strictObject({
    version: z.string(),
    home: z.string(),
    formerHomes: z.array(z.string()),
    host: z.enum(['electron', 'web', 'command']),
    platform: z.string(),
    openedPath: z.string().nullable(),
  }),
)

/** What the data folder holds, in bytes on the disk. */
export interface DiskUse {
  /** With its copies. */
  readonly database: number
  readonly worktrees: number
  readonly outputs: number
  /** Pictures of prompts, sent and not. */
  readonly pictures: number
  readonly trash: number
  /** How many hidden references are in the repositories of its sessions. */
  readonly references: number
  /** Whether everything was counted: a folder of many millions of files is not walked to its end. */
  readonly whole: boolean
}
const diskUseSchema = schemaOf<DiskUse>()(
  z.strictObject({
    database: z.number(),
    worktrees: z.number(),
    outputs: z.number(),
    pictures: z.number(),
    trash: z.number(),
    references: z.number(),
    whole: z.boolean(),
  }),
)

/** A git, or what waits for a disk, that has worked for long: the person is asked whether to wait. */
export interface LongGit {
  readonly id: number
  /** `sync`: it waits until what was written is on the disk. */
  readonly program: 'git' | 'sync'
  /** Why it runs, in words that follow "to": "take a snapshot". */
  readonly purpose: string
  /** The repository or folder that it works at. */
  readonly folder: string
  /** Milliseconds for which it had worked when this was told. */
  readonly elapsed: number
}

/** The gits that the person is asked about. */
export interface LongGits {
  /** The longest first; no more than a few of them. */
  readonly gits: readonly LongGit[]
  /** How many more there are. */
  readonly more: number
}
const longGitsSchema = schemaOf<LongGits>()(
  z.strictObject({
    gits: z.array(
      z.strictObject({
        id: z.number(),
        program: z.enum(['git', 'sync']),
        purpose: z.string(),
        folder: z.string(),
        elapsed: z.number(),
      }),
    ),
    more: z.number(),
  }),
)

const systemFailureKindSchema = z.enum(['notFound', 'noProgram', 'failed', 'keychainMissing'])
export type SystemFailure = Failure<z.infer<typeof systemFailureKindSchema>>
const systemFailureSchema = failureSchema(systemFailureKindSchema)

export const workbenchContract = {
  info: reading.output(workbenchInfoSchema),
  /** What the data folder uses; counted anew, unless a count will do that is at most `age` milliseconds old. */
  diskUse: looking.input(z.object({ age: z.number().min(0) }).optional()).output(diskUseSchema),
  settings: repeatable.output(toldSettingsSchema),
  saveSettings: repeatable.input(settingsChangeSchema).output(toldSettingsSchema),
  watchSettings: procedure.output(eventIterator(toldSettingsSchema)),
  /** Agents found on this machine; looks again each time. */
  agents: repeatable.output(listSchema(agentOfferSchema)),
  /** The models that an agent says it has, to choose from; empty where it does not say. */
  models: repeatable.input(z.object({ kind: z.string().min(1).max(100) })).output(offeredModelsSchema),
  /** Agents found on this machine with their versions, or what is missing; starts their programs. */
  checkAgents: procedure.output(listSchema(agentCheckSchema)),
  /** Gives an agent a small task in a scratch repository, which may cost tokens; one at a time. */
  tryAgent: procedure.input(z.object({ kind: z.string().min(1).max(100) })).output(agentCheckSchema),
  /** The text of unfinished input by name (the composer's, a session's follow-up); survives a restart. */
  drafts: repeatable.output(z.record(z.string(), z.string())),
  /**
   * Keeps a text under a name; an empty one removes it. With `over`, only that text is replaced (empty: none): another
   * one that stands there stays, and is the answer.
   */
  saveDraft: repeatable
    .input(
      z.object({
        name: z.string().min(1).max(10_000),
        text: z.string().max(2_000_000),
        over: z.string().max(2_000_000).optional(),
      }),
    )
    .output(z.string().nullable()),
  /** Prompts sent before, the latest first, without doubles. */
  history: repeatable.output(listSchema(z.string())),
  /** The newest git commands, then each as it ends. */
  watchCommandLog: procedure.output(eventIterator(commandLogEntrySchema)),
  /** Those that have worked for long now, then all of them again whenever that changes. */
  watchLongGits: procedure.output(eventIterator(longGitsSchema)),
  /** Waits on: nothing is asked about this git until it has worked twice as long. False if it is gone. */
  waitForGit: procedure.input(z.object({ git: z.number().int() })).output(z.boolean()),
  /** Ends this git with all that it started; what it was for fails and says so. False if it is gone. */
  endGit: procedure.input(z.object({ git: z.number().int() })).output(z.boolean()),
  /** Stores or removes the key for `openai` in the system's keychain. */
  saveKey: procedure
    .input(z.object({ key: z.string().max(1000) }))
    .output(resultSchema(z.null(), systemFailureSchema)),
  /** Opens a session's worktree, or a file of it at a line, in the person's editor or a terminal. */
  openExternal: procedure
    .input(
      z.object({
        session: z.string().max(64),
        what: z.enum(['editor', 'terminal']),
        path: z.string().max(8192).optional(),
        line: z.number().int().min(1).optional(),
      }),
    )
    .output(resultSchema(z.null(), systemFailureSchema)),
  /** Asks the host for a folder (a native dialog); null when cancelled, `notFound` where the host has none. */
  chooseFolder: procedure.output(resultSchema(z.string().nullable(), systemFailureSchema)),
}
