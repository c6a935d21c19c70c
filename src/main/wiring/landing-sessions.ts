import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import { KnownConfig } from '../git/config-list.ts'
import { filterConfig } from '../git/filter-config.ts'
import { Porcelain } from '../git/porcelain.ts'
import type { Git } from '../git/run.ts'
import type { LandingSessions, LandingSubject } from '../landing/dependencies.ts'
import type { Pictures } from '../pictures/pictures.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'
import type { SettingsService } from '../settings/settings.ts'
import { StoreDamageError } from '../store/store.ts'
import type { EncodingOf } from './encodings.ts'
import { confirmPerson, knownPerson } from './known-person.ts'

interface LandingTools {
  readonly git: Git
  readonly registry: SessionRegistry
  readonly repositories: Repositories
  readonly reviews: Pick<Reviews, 'acceptedTree'>
  readonly settings: SettingsService
  readonly timelines: Pick<Timelines, 'items'>
  readonly pictures: Pick<Pictures, 'words'>
  readonly encodingOf: EncodingOf
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Sessions as landing needs them. */
export function landingSessions(tools: LandingTools): LandingSessions {
  const { registry, repositories, reviews } = tools
  return {
    place(session) {
      const record = registry.get(session)
      if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
      return repositories.place(record.value.repository)
    },
    subject: (session) => landingSubject(tools, session),
    accepted: (session, options) => reviews.acceptedTree(session, options),
    encodingOf: tools.encodingOf,
    rememberIdentity(session, identity) {
      const record = registry.find(session)
      if (record) repositories.rememberIdentity(record.repository, identity)
    },
    async confirmPerson(session) {
      const record = registry.find(session)
      if (record) await confirmPerson(tools, record.repository)
    },
    isWorktree: (folder) => registry.all().some((record) => record.worktree === folder),
  }
}

async function landingSubject(
  tools: LandingTools,
  session: string,
): Promise<Result<LandingSubject, Failure<'notFound' | 'noRevision'>>> {
  const { registry, repositories } = tools
  const record = registry.get(session)
  if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
  const config = new KnownConfig(tools.git)
  const { repository } = record.value
  const path = repositories.path(repository)
  // Both at once: what is read where the checkout was is used if it is still there.
  if (path !== null) void config.of(path)
  const facts = await repositories.facts(repository)
  if (!facts.ok) return err({ kind: 'notFound', message: facts.error.message })
  const objects = await repositories.objects(repository)
  if (!objects.ok) return err({ kind: 'notFound', message: objects.error.message })
  const { source, agent, baseName } = record.value
  const { top, branch } = facts.value
  const person = await knownPerson(tools, repository, { top, config })
  if (!person.ok) return err({ kind: 'notFound', message: person.error.message })
  return ok({
    session,
    repositoryPath: facts.value.top,
    gitDir: facts.value.gitDir,
    commonDir: facts.value.commonDir,
    objects: objects.value,
    config,
    source,
    title: record.value.title,
    prompt: tools.pictures.words(record.value.prompt),
    ...reviewedIn(record.value),
    lastWords: () => (source === null ? lastWords(tools.timelines, session) : null),
    agentLabel: agent.kind === 'existing' ? null : (agent.label ?? agent.kind),
    coAuthoredBy: tools.settings.get().coAuthoredBy,
    baseCommit: record.value.baseCommit,
    baseTree: record.value.baseTree,
    async suggestedBranch() {
      const isBranch = await new Porcelain(tools.git).hasRef(top, `refs/heads/${baseName}`)
      return isBranch ? baseName : branch
    },
    landings: record.value.landings,
    person: person.value,
    identity: repositories.identity(repository),
    worktree: record.value.worktree,
    filtersTrusted: await filtersTrusted(tools, repository, { top, config }),
  })
}

/** What is reviewed, and which of its revisions landed before. */
function reviewedIn({ revisions, landings }: SessionRecord): Pick<LandingSubject, 'reviewed'> {
  const newest = revisions.at(-1)
  if (newest === undefined) return {}
  const landed = landings.findLast((landing) => !landing.undone)
  const before = landed && revisions.findLast((revision) => revision.at <= landed.at)
  return { reviewed: { commit: newest.commit, landedBefore: before?.commit ?? null } }
}

/** Items of a timeline's end among which the agent's last words are looked for. */
const lastItems = 100

/** What the agent itself said last to the person; null where that is nothing. */
function lastWords(timelines: Pick<Timelines, 'items'>, session: string): string | null {
  try {
    const { items } = timelines.items(session, undefined, lastItems)
    const said = items.findLast((item) => item.kind === 'message' && item.parent === null && !isOpen(item))
    return said?.kind === 'message' ? said.text : null
  } catch (error) {
    // Whoever looks at the timeline is told; a damaged one is no reason not to land.
    if (!(error instanceof StoreDamageError)) throw error
    return null
  }
}

/** Whether the person trusted the filters that the repository's configuration defines now. */
async function filtersTrusted(
  { repositories }: LandingTools,
  repository: string,
  { top, config }: { readonly top: string; readonly config: KnownConfig },
): Promise<boolean> {
  const trusted = repositories.settings(repository).trustedFilters
  if (trusted === '') return false
  const listed = await config.of(top)
  const filters = listed.ok ? filterConfig(listed.value) : listed
  return filters.ok && filters.value.hash === trusted
}
