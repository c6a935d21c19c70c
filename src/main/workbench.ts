import path from 'node:path'
import { systemClock } from '#shared/base/clock.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { Approvals } from './approvals/approvals.ts'
import { Rules } from './approvals/rules.ts'
import { settledWithin } from './agents/settled-within.ts'
import { ChosenEncodings } from './encodings/chosen.ts'
import { gitPatience, GitsAtWork } from './git/at-work.ts'
import { CommandLog } from './git/command-log.ts'
import { Durability } from './git/durability.ts'
import { removeLeftTurnFolders } from './system/folders-of-turns.ts'
import { markProcesses } from './git/orphan-processes.ts'
import { Git } from './git/run.ts'
import { createLanding } from './landing/landing.ts'
import type { ReviewSource } from './mcp/review-tools.ts'
import { countAnew } from './processes/count-anew.ts'
import { landingOutcomes } from './processes/landing-outcomes.ts'
import { followPower } from './processes/power.ts'
import { proposeReview } from './processes/proposed-review.ts'
import { readFirstAhead } from './processes/read-ahead.ts'
import { ReadingFigures } from './processes/reading-figures.ts'
import { EarlierRun } from './processes/recovered.ts'
import { tellRefusal } from './processes/refusal.ts'
import { sessionRevisions } from './processes/revisions.ts'
import { Pictures } from './pictures/pictures.ts'
import { notifyOfSessions } from './processes/turn-ended.ts'
import { ownFilters } from './repositories/own-filters.ts'
import { Repositories } from './repositories/repositories.ts'
import { createRouter, type WorkbenchRouter } from './router.ts'
import { ExistingSessions } from './sessions/existing.ts'
import { SessionRegistry } from './sessions/registry.ts'
import { Scheduler } from './sessions/scheduler.ts'
import { Sessions } from './sessions/sessions.ts'
import { Timelines } from './sessions/timelines.ts'
import { BindingsService } from './settings/bindings.ts'
import { SettingsService } from './settings/settings.ts'
import { DailyCopies } from './store/daily-copies.ts'
import { figuresFile } from './store/data-folder.ts'
import { FiguresFile } from './store/figures-file.ts'
import { knownHomes } from './store/homes.ts'
import { openStore } from './store/open-store.ts'
import { startFailure, type Store, type StoreFailure } from './store/store.ts'
import { afterRecovery } from './wiring/after-recovery.ts'
import { Agents } from './wiring/agents.ts'
import { encodingsOfSessions } from './wiring/encodings.ts'
import { Ends } from './wiring/ends.ts'
import { existingSources } from './wiring/existing-sources.ts'
import { landingSessions } from './wiring/landing-sessions.ts'
import { serversOfSessions } from './wiring/mcp-setups.ts'
import { reviewsOfSessions } from './wiring/reviews.ts'
import { createServices } from './wiring/services.ts'
import { sessionContext } from './wiring/session-context.ts'
import { gitFoldersOfSessions } from './wiring/session-worktrees.ts'
import { RepositorySessionRefs } from './wiring/session-refs.ts'
import { standingOf } from './wiring/standing.ts'
import type { WorkbenchOptions } from './wiring/workbench-options.ts'
import { UnitCutter } from './units/unit-cutter.ts'
import { Worktrees } from './worktrees/worktrees.ts'

export interface Workbench {
  readonly router: WorkbenchRouter
  /** Tells in a session that a process of its agent asked for what only the person may do. */
  refused(session: string, procedure: string): void
  /** Tells which sessions run. */
  readonly sessions: Pick<Scheduler, 'running'>
  /** Interrupts what runs, keeping what it wrote, and closes everything. */
  dispose(): Promise<void>
}

/** Milliseconds for which the end of a workbench waits for gits; then what hangs is ended. */
const gitGrace = 15_000

/** Milliseconds for which a start waits at most until what an earlier run was cut off in is settled. */
const recoveryPatience = 10_000

/**
 * Puts the workbench together: the nouns, what each needs of others (`wiring`), and what happens across them
 * (`processes`). Resolves when what an earlier run was cut off in is settled; where that takes long, acts in the repositories
 * concerned wait for it, and nothing else does. Damage that is met on the way is the whole start's failure; what was made by
 * then is ended.
 */
export async function createWorkbench(options: WorkbenchOptions): Promise<Result<Workbench, StoreFailure>> {
  const opened = openStore(options.copy ?? options.home, systemClock)
  if (!opened.ok) return opened
  const store = opened.value
  const ends = new Ends()
  ends.add({ dispose: () => store.close() })
  try {
    return ok({ ...(await putTogether(options, store, ends)), dispose: () => ends.dispose() })
  } catch (error) {
    await ends.dispose()
    return startFailure(error)
  }
}

async function putTogether(
  options: WorkbenchOptions,
  store: Store,
  ends: Ends,
): Promise<Omit<Workbench, 'dispose'>> {
  const { home, copy = home } = options
  // Whatever an owner that was killed left at work is awaited before anything is looked at.
  const mark = ends.add(await markProcesses(copy))
  const log = new CommandLog()
  const registry = new SessionRegistry(store)
  const atWork = new GitsAtWork(gitPatience(options.env))
  const durability = await Durability.start(home, options.env, atWork)
  const git = new Git({
    env: options.env,
    log,
    atWork,
    config: durability.gitConfig,
    mark: mark.descriptor,
  })
  git.ended.addEventListener('abort', () => durability.end())
  const endGits = (): void => git.end()
  process.once('exit', endGits)
  let ending: { dispose(): void } | null = null
  ends.add({
    dispose: () => {
      ending?.dispose()
      process.removeListener('exit', endGits)
    },
  })
  const homes = knownHomes(store, home, options.copy === undefined)
  const settings = new SettingsService(store)
  const bindings = new BindingsService(store, home)
  const timelines = new Timelines(store, path.join(home, 'sessions'))
  const repositories = new Repositories({
    git,
    store,
    folder: path.join(copy, 'repositories'),
    clock: systemClock,
    readFilters: ownFilters(git),
    onlyReads: options.copy !== undefined,
  })
  const worktrees = new Worktrees({ git, home })
  const encodings = new ChosenEncodings(store)
  const encodingOf = encodingsOfSessions({ git, registry, repositories, encodings })
  const cutter = ends.add(new UnitCutter())
  const reviews = reviewsOfSessions({ store, registry, repositories, encodingOf, cutter, home })
  const pictures = new Pictures(homes, () => Object.values(settings.drafts()))
  const standing = standingOf({ registry, reviews })
  const gitFolders = gitFoldersOfSessions({ registry, repositories, worktrees })
  const propose = proposeReview.bind(null, { registry, timelines, reviews })
  const reviewOf = (session: string): ReviewSource => ({
    changeset: () => reviews.changeset(session),
    file: (file) => reviews.file(session, file),
    propose: (args) => propose(session, args),
  })
  const servers = serversOfSessions({ home: copy, store, registry, repositories })
  await removeLeftTurnFolders(home)
  const agents = new Agents({
    ...options,
    settings,
    pictures,
    standing,
    propose,
    reviewOf,
    servers,
    gitFolders,
  })
  const refs = new RepositorySessionRefs(git, repositories, durability)
  for (const part of [repositories, worktrees, timelines, registry, agents]) ends.add(part)
  const parts = { home, git, registry, timelines, repositories, worktrees, reviews, refs, pictures }
  const revisions = sessionRevisions(parts)
  const rules = new Rules(store, () => systemClock.now())
  const approvals = new Approvals(rules, store)
  const context = sessionContext({
    ...parts,
    ...{ env: options.env, revisions, agents, approvals, prompts: settings },
  })
  let earlier: EarlierRun | null = null
  const endGitsInTime = (): void => void (ending ??= git.endWithin(gitGrace))
  ends.add({
    dispose: () => {
      endGitsInTime()
      return earlier?.over()
    },
  })
  const scheduler = new Scheduler(
    context,
    () => settings.get().parallelLimit,
    (repository) => earlier?.isOver(repository) ?? true,
  )
  ends.add({ dispose: () => scheduler.close() })
  const sessions = new Sessions(context, scheduler)
  const existing = new ExistingSessions({ ...context, sources: existingSources(parts) })
  const landing = createLanding({
    git,
    durability,
    store,
    clock: systemClock,
    sessions: landingSessions({ ...parts, settings, encodingOf, env: options.env }),
    outcomes: landingOutcomes(parts),
  })
  const figures = new ReadingFigures({
    file: new FiguresFile(figuresFile(home)),
    ...{ settings, registry, store, clock: systemClock },
  })
  ends.add(figures)
  const nouns = { ...parts, rules, settings, bindings, encodings, sessions, landing, figures }
  const services = createServices({ ...nouns, options, homes, agents, log, existing, scheduler })
  // From here on somebody can be asked about a git that takes long.
  atWork.answered = true
  if (options.copy === undefined) {
    const recovering = EarlierRun.recover(nouns, () => scheduler.wake())
    earlier = recovering
    await settledWithin(recovering.all(), Math.min(recoveryPatience, gitPatience(options.env)))
  }
  if (options.power) ends.add(followPower(options.power, { scheduler, settings, agents }))
  if (options.notify) ends.add(notifyOfSessions(registry, options.notify))
  if (options.runsQueue !== false && options.copy === undefined) {
    ends.add(new DailyCopies(store, home))
    scheduler.start()
    void worktrees.emptyTrash()
    void pictures.sweep()
    if (options.host !== 'command') ends.add(readFirstAhead(registry.all().map(summaryOf), reviews))
    ends.add(countAnew(registry, reviews))
  }
  // It is the first of all ends.
  ends.add({ dispose: endGitsInTime })
  return {
    router: createRouter(services, earlier ? afterRecovery(registry, earlier) : undefined),
    sessions: scheduler,
    refused: (session, procedure) => tellRefusal(parts, session, procedure),
  }
}
