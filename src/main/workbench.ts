import path from 'node:path'
import { systemClock } from '#shared/base/clock.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { CommandLog } from './git/command-log.ts'
import { markProcesses } from './git/orphan-processes.ts'
import { Git } from './git/run.ts'
import { createLanding } from './landing/landing.ts'
import { landingOutcomes } from './processes/landing-outcomes.ts'
import { recoverEarlierRun } from './processes/recovered.ts'
import { sessionRevisions } from './processes/revisions.ts'
import { notifyOfSessions } from './processes/turn-ended.ts'
import { ownFilters } from './repositories/own-filters.ts'
import { Repositories } from './repositories/repositories.ts'
import { createRouter, type WorkbenchRouter } from './router.ts'
import { ExistingSessions } from './sessions/existing.ts'
import { SessionRegistry } from './sessions/registry.ts'
import { Scheduler } from './sessions/scheduler.ts'
import { Sessions } from './sessions/sessions.ts'
import { Timelines } from './sessions/timelines.ts'
import { SettingsService } from './settings/settings.ts'
import { DailyCopies } from './store/daily-copies.ts'
import { openStore } from './store/open-store.ts'
import type { StoreFailure } from './store/store.ts'
import { Agents } from './wiring/agents.ts'
import { existingSources } from './wiring/existing-sources.ts'
import { landingSessions } from './wiring/landing-sessions.ts'
import { reviewsOfSessions } from './wiring/reviews.ts'
import { createServices } from './wiring/services.ts'
import { sessionContext } from './wiring/session-context.ts'
import { RepositorySessionRefs } from './wiring/session-refs.ts'
import type { WorkbenchOptions } from './wiring/workbench-options.ts'
import { Worktrees } from './worktrees/worktrees.ts'

export interface Workbench {
  readonly router: WorkbenchRouter
  /** Tells which sessions run. */
  readonly sessions: Pick<Scheduler, 'running'>
  /** Interrupts what runs, keeping what it wrote, and closes everything. */
  dispose(): Promise<void>
}

/**
 * Puts the workbench together: the nouns, what each needs of others (`wiring`), and what happens across them
 * (`processes`). Resolves when what an earlier run was cut off in is settled.
 */
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
    readFilters: ownFilters(git),
  })
  const worktrees = new Worktrees({ git, home: options.home })
  const reviews = reviewsOfSessions({ store, registry, repositories })
  const agents = new Agents({ home: options.home, env: options.env, settings, keychain: options.keychain })
  const refs = new RepositorySessionRefs(git, repositories)
  const parts = { home: options.home, git, registry, timelines, repositories, worktrees, reviews, refs }
  const revisions = sessionRevisions(parts)
  const context = sessionContext({ ...parts, env: options.env, revisions, agents, prompts: settings })
  const scheduler = new Scheduler(context, () => settings.get().parallelLimit)
  const sessions = new Sessions(context, scheduler)
  const existing = new ExistingSessions({ ...context, sources: existingSources(parts) })
  const landing = createLanding({
    git,
    store,
    clock,
    sessions: landingSessions({ ...parts, settings, env: options.env }),
    outcomes: landingOutcomes(parts),
  })
  const services = createServices({
    ...parts,
    options,
    log,
    settings,
    sessions,
    existing,
    scheduler,
    landing,
  })

  await recoverEarlierRun({ ...parts, landing, sessions })
  const notifying = options.notify ? notifyOfSessions(registry, options.notify) : null
  const copies = options.runsQueue === false ? null : new DailyCopies(store, options.home)
  if (options.runsQueue !== false) {
    scheduler.start()
    void worktrees.emptyTrash()
  }

  return ok({
    router: createRouter(services),
    sessions: scheduler,
    async dispose() {
      notifying?.dispose()
      await copies?.dispose()
      await scheduler.close()
      for (const part of [agents, registry, timelines, worktrees, repositories]) await part.dispose()
      store.close()
      mark.dispose()
    },
  })
}
