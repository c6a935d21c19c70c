import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import { readFilterConfig } from '../git/filter-config.ts'
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
    subject: (session) => landingSubject(tools, session),
    accepted: (session) => reviews.acceptedTree(session),
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
  const facts = await repositories.facts(record.value.repository)
  if (!facts.ok) return err({ kind: 'notFound', message: facts.error.message })
  const objects = await repositories.objects(record.value.repository)
  if (!objects.ok) return err({ kind: 'notFound', message: objects.error.message })
  const { source, agent, baseName } = record.value
  const person = await knownPerson(tools, record.value.repository)
  if (!person.ok) return err({ kind: 'notFound', message: person.error.message })
  const isBranch = await new Porcelain(tools.git).hasRef(facts.value.top, `refs/heads/${baseName}`)
  return ok({
    session,
    repositoryPath: facts.value.top,
    gitDir: facts.value.gitDir,
    commonDir: facts.value.commonDir,
    objects: objects.value,
    source,
    title: record.value.title,
    prompt: tools.pictures.words(record.value.prompt),
    ...reviewedIn(record.value),
    lastWords: () => (source === null ? lastWords(tools.timelines, session) : null),
    agentLabel: agent.kind === 'existing' ? null : (agent.label ?? agent.kind),
    coAuthoredBy: tools.settings.get().coAuthoredBy,
    baseCommit: record.value.baseCommit,
    baseTree: record.value.baseTree,
    suggestedBranch: isBranch ? baseName : facts.value.branch,
    landings: record.value.landings,
    person: person.value,
    identity: repositories.identity(record.value.repository),
    worktree: record.value.worktree,
    filtersTrusted: await filtersTrusted(tools, record.value.repository, facts.value.top),
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
  { git, repositories }: LandingTools,
  repository: string,
  folder: string,
): Promise<boolean> {
  const trusted = repositories.settings(repository).trustedFilters
  if (trusted === '') return false
  const filters = await readFilterConfig(git, { folder })
  return filters.ok && filters.value.hash === trusted
}
