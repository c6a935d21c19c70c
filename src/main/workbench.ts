import { rm } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { AgentAdapter } from './agents/adapter.ts'
import { createAgents } from './agents/agents.ts'
import { buildAcceptedTree } from './changesets/accepted-tree.ts'
import { computeChangeset } from './changesets/compute.ts'
import { readFileText } from './changesets/file-text.ts'
import { hunkIdAt } from './changesets/hunk-id.ts'
import { createDemoAgent } from './demo/agent.ts'
import { CommandLog } from './git/command-log.ts'
import { readFilterConfig, readPlainConfig } from './git/filter-config.ts'
import { baseRef } from './git/hidden-ref.ts'
import { markProcesses } from './git/orphan-processes.ts'
import { Git } from './git/run.ts'
import { createLanding } from './landing/landing.ts'
import { Repositories } from './repositories/repositories.ts'
import { createReviews } from './reviews/reviews.ts'
import { createRouter, type WorkbenchRouter } from './router.ts'
import { ExistingSessions } from './sessions/existing.ts'
import { SessionRegistry } from './sessions/registry.ts'
import { Scheduler } from './sessions/scheduler.ts'
import { Sessions, type SessionDependencies } from './sessions/sessions.ts'
import { Timelines } from './sessions/timelines.ts'
import { SettingsService } from './settings/settings.ts'
import { openStore } from './store/open-store.ts'
import type { StoreFailure } from './store/store.ts'
import { AgentStarter } from './wiring/agents.ts'
import { resolveSource } from './wiring/existing-source.ts'
import { landingItem } from './wiring/landing-item.ts'
import { landingSubject } from './wiring/landing-subject.ts'
import { notifyOfSessions } from './wiring/notifications.ts'
import { tellRecovered } from './wiring/recovery.ts'
import { createServices } from './wiring/services.ts'
import { SessionWorktrees } from './wiring/session-worktrees.ts'
import type { WorkbenchOptions } from './wiring/workbench-options.ts'
import { Worktrees } from './worktrees/worktrees.ts'

export interface Workbench {
  readonly router: WorkbenchRouter
  readonly sessions: { running(): readonly { readonly id: string; readonly title: string }[] }
  /** Interrupts what runs, keeping what it wrote, and closes everything. */
  dispose(): Promise<void>
}

/** Puts the workbench together. Nothing else wires nouns to one another. */
export async function createWorkbench(options: WorkbenchOptions): Promise<Result<Workbench, StoreFailure>> {
  const clock = systemClock
  const opened = openStore(options.home, clock)
  if (!opened.ok) return opened
  const store = opened.value
  const read = store.reading(() => new SessionRegistry(store))
  if (!read.ok) {
    store.close()
    return read
  }
  const registry = read.value
  const log = new CommandLog()
  // Whatever an owner that was killed left at work is awaited before anything is looked at.
  const mark = await markProcesses(options.home)
  const git = new Git({ env: options.env, log, mark: mark.descriptor })
  const settings = new SettingsService(store)
  const timelines = new Timelines(store, path.join(options.home, 'sessions'))
  const repositories = new Repositories({
    git,
    store,
    folder: path.join(options.home, 'repositories'),
    clock,
    async readFilters({ top, gitDir }) {
      if (await readPlainConfig(gitDir)) return null
      const filters = await readFilterConfig(git, { folder: top })
      if (!filters.ok || filters.value.hash === '') return null
      const { definitions, hash } = filters.value
      return { definitions, hash }
    },
  })
  const folders = new Worktrees({ git, home: options.home })
  const worktrees = new SessionWorktrees({ git, timelines, repositories, worktrees: folders })

  const reviews = createReviews({
    store,
    subject: async (session) => {
      const record = registry.get(session)
      if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
      const objects = await repositories.objects(record.value.repository)
      if (!objects.ok) return err({ kind: 'notFound', message: objects.error.message })
      return ok({
        objects: objects.value,
        baseTree: record.value.baseTree,
        landings: record.value.landings.filter(({ undone }) => !undone).length,
        revisions: record.value.revisions,
      })
    },
    computeChangeset,
    buildAcceptedTree,
    hunkIdAt,
    readFileText,
    onCounts: (session, counts) => registry.counts(session, counts),
  })

  const adapters = new Map<AgentKind, AgentAdapter>([...createAgents(), ['demo', createDemoAgent()]])
  const key = async (name: 'openai'): Promise<string | null> => (await options.keychain?.get(name)) ?? null
  const agents = new AgentStarter({ adapters, env: options.env, settings: () => settings.get(), key })

  const revisionTaken = async (session: string): Promise<void> => {
    await reviews.revisionTaken(session)
  }
  const sessionFolder = (session: string): string => path.join(options.home, 'sessions', session)
  const dependencies: SessionDependencies = {
    registry,
    timelines,
    folder: sessionFolder,
    agentFolder: (session) => path.join(sessionFolder(session), 'agent'),
    repositorySettings: (repository) => repositories.settings(repository),
    makeWorktree: (record) => worktrees.make(record),
    snapshot: (record, number) => worktrees.snapshot(record, number),
    startAgent: (request) => agents.start(request),
    revisionTaken,
    resolveBase: async (repository, name) => {
      const ranges = await repositories.ranges(repository)
      return ranges.ok
        ? ranges.value.base(name)
        : err<SessionFailure>({ ...ranges.error, kind: 'repositoryGone' })
    },
    protect: (repository, ref, commit) => worktrees.protect(repository, ref, commit),
    discardWorktree: (record) => worktrees.discard(record),
    repositoryLoss: (record) => worktrees.repositoryLoss(record),
    restoreWorktree: (record, revision) => worktrees.restore(record, revision),
    clearWorktree: (record) => worktrees.clear(record),
    release: (repository, session) => worktrees.release(repository, session),
    knowsAgent: (choice) => agents.knows(choice),
    remember: (prompts) => settings.remember(prompts),
  }
  const scheduler = new Scheduler(dependencies, () => settings.get().parallelLimit)
  const sessions = new Sessions(dependencies, scheduler)
  const existing = new ExistingSessions({
    registry,
    resolve: (repository, source, session, number) =>
      resolveSource({ git, repositories }, repository, source, session, number),
    protect: dependencies.protect,
    revisionTaken,
    async moveBase(session, to) {
      registry.record(session, { type: 'baseMoved', data: to })
      await reviews.baseMoved(session)
      return ok(null)
    },
  })

  const landing = createLanding({
    git,
    store,
    clock,
    subject: (session) =>
      landingSubject(
        {
          registry,
          repositories,
          settings: () => settings.get(),
          env: options.env,
          filtersTrusted: (repository, folder) => worktrees.filtersTrusted(repository, folder),
        },
        session,
      ),
    accepted: (session) => reviews.acceptedTree(session),
    async landed(session, { record, baseTree, baseCommit }) {
      const before = registry.find(session)
      if (!before) return
      const commit = baseCommit ?? before.baseCommit
      await worktrees.protect(before.repository, baseRef(session), commit)
      registry.record(session, { type: 'landed', data: { record, baseTree, baseCommit: commit } })
      timelines.report(session, before.turns, landingItem(record, 'landed'))
      await reviews.baseMoved(session)
    },
    async undone(session, { record, baseTree, baseCommit }) {
      const before = registry.find(session)
      if (!before) return
      registry.record(session, {
        type: 'landingUndone',
        data: { landing: record.id, baseTree, baseCommit: baseCommit ?? before.baseCommit },
      })
      timelines.report(session, before.turns, landingItem(record, 'undone'))
      await reviews.baseMoved(session)
    },
    rememberIdentity(session, identity) {
      const record = registry.find(session)
      if (record) repositories.rememberIdentity(record.repository, identity)
    },
    isSessionWorktree: (folder) => registry.all().some((record) => record.worktree === folder),
  })

  const services = createServices({
    options,
    git,
    log,
    settings,
    registry,
    repositories,
    sessions,
    existing,
    scheduler,
    reviews,
    landing,
    demoFolder: path.join(options.home, 'demo', 'tidewatch'),
  })

  await rm(path.join(options.home, 'temporary'), { recursive: true, force: true })
  tellRecovered({ registry, timelines }, await landing.recover())
  await sessions.recover()
  const notifying = options.notify ? notifyOfSessions(registry, options.notify) : null
  if (options.runsQueue !== false) {
    scheduler.start()
    void folders.emptyTrash()
  }

  return ok({
    router: createRouter(services),
    sessions: {
      running: () => scheduler.running().map((id) => ({ id, title: registry.find(id)?.title ?? id })),
    },
    async dispose() {
      notifying?.dispose()
      await scheduler.close()
      await agents.dispose()
      registry.dispose()
      timelines.dispose()
      await folders.dispose()
      await repositories.dispose()
      store.close()
      mark.dispose()
    },
  })
}
