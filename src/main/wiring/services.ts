import path from 'node:path'
import { pushStream } from '#shared/base/push-stream.ts'
import { err, ok } from '#shared/base/result.ts'
import type { CommandLogEntry, LongGit, LongGits, SystemFailure } from '#shared/contract/workbench.ts'
import type { Rules } from '../approvals/rules.ts'
import { makeDemoRepository } from '../demo/repository.ts'
import type { ChosenEncodings } from '../encodings/chosen.ts'
import { openEditor, openTerminal } from '../external/open.ts'
import type { CommandLog } from '../git/command-log.ts'
import type { Git } from '../git/run.ts'
import type { Landing } from '../landing/landing.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { Pictures } from '../pictures/pictures.ts'
import { completeFolder, typedFolder } from '../repositories/typed-folder.ts'
import { startDemoTasks } from '../processes/demo-opened.ts'
import { hunkProvenance } from '../processes/hunk-provenance.ts'
import { proposedReview, proposeReview } from '../processes/proposed-review.ts'
import type { ReadingFigures } from '../processes/reading-figures.ts'
import { listCommits, readCommit } from '../processes/session-commits.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { Services } from '../router.ts'
import type { CallContext } from '../rpc/server.ts'
import type { ExistingSessions } from '../sessions/existing.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Scheduler } from '../sessions/scheduler.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Timelines } from '../sessions/timelines.ts'
import type { BindingsService } from '../settings/bindings.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Agents } from './agents.ts'
import type { WorkbenchOptions } from './workbench-options.ts'

/** The parts that answer the contract. */
export interface ServiceParts {
  readonly options: WorkbenchOptions
  /** Where the data folder is, and where it was. */
  readonly homes: readonly [string, ...string[]]
  readonly git: Git
  readonly agents: Agents
  readonly log: CommandLog
  readonly settings: SettingsService
  readonly bindings: BindingsService
  readonly encodings: ChosenEncodings
  readonly rules: Rules
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly repositories: Repositories
  readonly pictures: Pictures
  readonly sessions: Sessions
  readonly existing: ExistingSessions
  readonly scheduler: Scheduler
  readonly reviews: Reviews
  readonly landing: Landing
  readonly figures: ReadingFigures
}

/** Every procedure of the contract, by noun. */
export function createServices(parts: ServiceParts): Services {
  const { sessions, existing, reviews, landing, repositories } = parts
  return {
    workbench: workbenchServices(parts),
    keys: {
      watch: (_, signal) => parts.bindings.watch(signal),
      change: ({ changes }) => parts.bindings.bind(changes),
      confirm: ({ digest }) => parts.bindings.confirm(digest),
      keep: () => parts.bindings.keep(),
    },
    repository: {
      open: ({ path: folder }) => repositories.open(typedFolder(folder)),
      completeFolder: ({ text }) => completeFolder(text),
      list: () => repositories.list(),
      forget({ repository }) {
        const forgotten = repositories.forget(repository)
        if (forgotten.ok) parts.rules.forget(repository)
        return forgotten
      },
      bases: ({ repository }) => repositories.bases(repository),
      files: ({ repository, query }) => repositories.files(repository, query),
      saveSettings: ({ repository, settings }) => repositories.saveSettings(repository, settings),
      watchEncodings: ({ repository }, signal) => parts.encodings.watch(repository, signal),
      chooseEncoding({ repository, path: file, encoding }) {
        parts.encodings.choose(repository, file, encoding)
        return null
      },
      async openDemo() {
        const made = await makeDemoRepository(parts.git, path.join(parts.options.home, 'demo', 'tidewatch'))
        if (!made.ok) return err({ ...made.error, kind: 'gitFailed' })
        const opened = await repositories.open(made.value)
        if (opened.ok) await startDemoTasks(parts, opened.value.id)
        return opened
      },
    },
    rule: {
      list: ({ repository }) => parts.rules.of(repository),
      watch: ({ repository }, signal) => parts.rules.watch(repository, signal),
      add({ repository, effect, text }) {
        if (repositories.path(repository) !== null) return parts.rules.add(repository, effect, text)
        return err({
          kind: 'notFound',
          message: `The repository ${repository} is not open here. No rule was written. Open its folder again.`,
        })
      },
      revoke: ({ repository, rule }) => parts.rules.revoke(repository, rule),
    },
    picture: {
      keep: ({ base64 }) => parts.pictures.keep(Buffer.from(base64, 'base64')),
      async get({ path: file }) {
        const found = await parts.pictures.get(file)
        if (!found.ok) return found
        return ok({ kind: found.value.kind, base64: found.value.bytes.toString('base64') })
      },
    },
    session: {
      submit: ({ tasks }, _signal, from) => sessions.submit(tasks, clientOf(from).client),
      review: (input) => existing.review(input),
      refresh: ({ session }) =>
        parts.registry.find(session)?.source ? existing.refresh(session) : sessions.refresh(session),
      compareWorktree: ({ session }) => sessions.compareWorktree(session),
      list: () => sessions.list(),
      get: ({ session }) => sessions.get(session),
      watch: (_, signal) => sessions.watch(signal),
      follow: ({ session }, signal) => sessions.follow(session, signal),
      stop: ({ session }) => sessions.stop(session),
      endProcesses: ({ session }) => sessions.endProcesses(session),
      restart: ({ session, leftOut }, _signal, from) =>
        sessions.restart(session, leftOut, clientOf(from).client),
      followUp: ({ session, text, when, mode }, _signal, from) =>
        sessions.followUp(session, text, { when, mode, ...clientOf(from) }),
      fork: ({ session, text, from: place }, _signal, from) =>
        sessions.fork(session, text, { from: place ?? null, ...clientOf(from) }),
      compact: ({ session }, _signal, from) => sessions.compact(session, clientOf(from).client),
      bringUpToDate: ({ session, conflicts = 'refuse' }, _signal, from) =>
        sessions.bringUpToDate(session, { conflicts, ...clientOf(from) }),
      rollBack: ({ session, to }, _signal, from) => sessions.rollBack(session, to, clientOf(from).client),
      answer: ({ session, item, ...answer }, _signal, from) =>
        sessions.answer(session, item, answer, clientOf(from).client),
      takeBackFollowUp: ({ session, id }) => sessions.takeBackFollowUp(session, id),
      rename: ({ session, title }) => sessions.rename(session, title),
      discard: ({ session, leftOut }, _signal, from) =>
        sessions.discard(session, leftOut, clientOf(from).client),
      letWorktreeGo: ({ session }) => sessions.letWorktreeGo(session),
      garbage: (request) => sessions.garbage(request),
      collect: ({ parts: named, ignored }) => sessions.collect(named, ignored),
      restore: ({ session }, _signal, from) => sessions.restore(session, clientOf(from).client),
      commits: ({ session }) => listCommits(parts, session),
      commit: ({ session, commit }) => readCommit(parts, session, commit),
      timeline: ({ session, before, limit }) => sessions.timeline(session, before, limit),
      watchTimeline: ({ session }, signal) => sessions.watchTimeline(session, signal),
      output: ({ session, item, from, length }) => sessions.output(session, item, from, length),
    },
    changeset: {
      get: ({ session, number }) => reviews.changeset(session, number),
      units: ({ session, number }) => reviews.units(session, number),
      names: ({ session, path: file, number }) => reviews.names(session, file, number),
      watch: ({ session }, signal) => reviews.watch(session, signal),
      file: ({ session, path: file, ...options }) => reviews.file(session, file, options),
      blob: ({ session, oid }) => reviews.blob(session, oid),
      provenance: ({ session, hunk }) => hunkProvenance(parts, session, hunk),
      proposed: ({ session }) => proposedReview(parts, session),
      previous: ({ session, hunk, seen, whole }) => reviews.previous(session, hunk, { seen, whole }),
    },
    review: {
      decide: ({ session, decisions, ...options }, _signal, from) =>
        reviews.decide(session, decisions, { ...options, ...clientOf(from) }),
      undo: ({ session, ...options }, _signal, from) =>
        reviews.undo(session, { ...options, ...clientOf(from) }),
      redo: ({ session, ...options }, _signal, from) =>
        reviews.redo(session, { ...options, ...clientOf(from) }),
      takeBackCommandLine: ({ session, ...options }, _signal, from) =>
        reviews.takeBackCommandLine(session, { ...options, ...clientOf(from) }),
      edit: ({ session, act, reason, ...request }, _signal, from) =>
        reviews.edit(session, request, { act, reason, ...clientOf(from) }),
      resolve: ({ session, hunk, take, ...options }, _signal, from) =>
        reviews.resolve(session, { hunk, take }, { ...options, ...clientOf(from) }),
      async propose({ session, proposal }) {
        const record = parts.registry.get(session)
        if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
        const proposed = await proposeReview(parts, session, proposal)
        return proposed.ok ? proposed : err({ kind: 'badProposal', message: proposed.error })
      },
      see: ({ session, hunks }) => reviews.see(session, hunks),
      watchSeen: ({ session }, signal) => reviews.watchSeen(session, signal),
      removeEdit: ({ session, edit, ...options }, _signal, from) =>
        reviews.removeEdit(session, edit, { ...options, ...clientOf(from) }),
    },
    landing: {
      preview: (input) => landing.preview(input),
      fileDifference: (input) => landing.fileDifference(input),
      land: (input, _signal, from) =>
        sessions.apart(input.session, () => landing.land({ ...input, ...clientOf(from) })),
      undo: (input, _signal, from) =>
        sessions.apart(input.session, () => landing.undo({ ...input, ...clientOf(from) })),
      applyToCheckout: (input, _signal, from) =>
        sessions.apart(input.session, () => landing.applyToCheckout({ ...input, ...clientOf(from) })),
      exportPatch: (input) => landing.exportPatch(input),
    },
    figures: {
      add({ figures, now }) {
        parts.figures.add(figures, now)
        return null
      },
      summary: ({ starts }) => parts.figures.summary(starts),
      delete: () => parts.figures.delete(),
    },
  }
}

/** What the ledger says of who asked: a command line is not the person at a window. */
function clientOf({ client }: CallContext): { readonly client?: 'commandLine' } {
  return client === 'commandLine' ? { client } : {}
}

/** How many gits are named at once: a disk that is away holds up any number. */
const mostNamed = 5

function toldGits(long: readonly LongGit[]): LongGits {
  return { gits: long.slice(0, mostNamed), more: Math.max(0, long.length - mostNamed) }
}

function workbenchServices(parts: ServiceParts): Services['workbench'] {
  const { options, settings, log } = parts
  const { env } = options
  const platform = process.platform
  return {
    info: () => ({
      version: options.version,
      home: options.home,
      formerHomes: parts.homes.slice(1),
      host: options.host,
      platform,
      openedPath: options.openedPath,
    }),
    diskUse: (input) => parts.sessions.diskUse(input?.age),
    settings: () => settings.get(),
    saveSettings(change) {
      const saved = settings.save(change)
      parts.scheduler.wake()
      return saved
    },
    watchSettings: (_, signal) => settings.watch(signal),
    agents: () => parts.agents.offers(),
    models: ({ kind }) => parts.agents.models(kind),
    checkAgents: () => parts.agents.checks(),
    tryAgent: ({ kind }) => parts.agents.tryOut(kind),
    drafts: () => settings.drafts(),
    saveDraft: ({ name, text, over }) => settings.saveDraft(name, text, over),
    history: () => settings.history(),
    watchCommandLog: (_, signal) =>
      pushStream<CommandLogEntry>(signal, (push) => {
        for (const entry of log.entries) push(entry)
        const listening = log.added.on(push)
        return () => listening.dispose()
      }),
    watchLongGits: (_, signal) =>
      pushStream<LongGits>(signal, (push) => {
        const tell = (): void => push(toldGits(parts.git.atWork.long))
        tell()
        const listening = parts.git.atWork.changed.on(tell)
        return () => listening.dispose()
      }),
    waitForGit: ({ git }) => parts.git.atWork.wait(git),
    endGit: ({ git }) => parts.git.atWork.end(git),
    saveKey: ({ key }) =>
      options.keychain?.set('openai', key === '' ? null : key) ??
      err<SystemFailure>({
        kind: 'keychainMissing',
        message:
          'This host has no keychain, so the key was not stored. Set OPENAI_API_KEY in the environment that starts Winnow.',
      }),
    openExternal({ session, what, path: file, line }) {
      const record = parts.registry.get(session)
      if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
      const folder = record.value.worktree ?? parts.repositories.path(record.value.repository)
      if (folder === null)
        return err({
          kind: 'notFound',
          message: 'The session has no folder any more. Nothing was opened. Restore it first.',
        })
      if (what === 'terminal') return openTerminal(settings.get().terminal, folder, { env, platform })
      const target = file === undefined ? folder : path.join(folder, file)
      if (path.relative(folder, target).startsWith('..'))
        return err({
          kind: 'failed',
          message: 'That file lies outside the session’s folder. Nothing was opened.',
        })
      return openEditor(settings.get().editor, { file: target, line: line ?? 1, folder }, { env, platform })
    },
    async chooseFolder() {
      if (options.chooseFolder) return ok(await options.chooseFolder())
      return err({
        kind: 'notFound',
        message: 'This host has no dialog for folders. Type the folder’s path instead.',
      })
    },
  }
}
