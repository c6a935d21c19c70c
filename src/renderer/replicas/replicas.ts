import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import type { WorkbenchInfo } from '#shared/contract/workbench.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { Client } from '#renderer/client/context.ts'
import type { PageStorage } from '#renderer/client/stored.ts'
import { createAnswer, type Answer } from './answer.ts'
import { createBindings, type BindingsReplica } from './bindings.ts'
import { createDetails, type Details } from './details.ts'
import { createDiskUse, type DiskUseReplica } from './disk-use.ts'
import { createDrafts, type Drafts, type DraftSource } from './drafts.ts'
import { createLongGits, type LongGitsReplica } from './long-gits.ts'
import { createPrompts, type Prompts } from './prompts.ts'
import { createRepositories, type Repositories } from './repositories.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { UnkeptActs } from './unkept-acts.ts'
import { createSettings, type SettingsReplica } from './settings.ts'

/** What the page knows of one workbench, and that workbench. */
export interface Replicas {
  readonly client: Client
  readonly sessions: Sessions
  readonly details: Details
  readonly settings: SettingsReplica
  /** Keys that the person gave to commands. */
  readonly bindings: BindingsReplica
  readonly repositories: Repositories
  /** Agents that can be chosen. */
  readonly agents: Answer<readonly AgentOffer[]>
  /** What the workbench says of itself. */
  readonly info: Answer<WorkbenchInfo>
  readonly diskUse: DiskUseReplica
  readonly longGits: LongGitsReplica
  readonly drafts: Drafts
  readonly prompts: Prompts
  /** What the workbench has not acknowledged. */
  readonly unkept: UnkeptActs
  /** Keeps those true that the workbench tells of by itself, until the result is disposed. */
  readonly follow: () => Disposable
}

/**
 * Makes the replicas of one workbench; `storage` keeps texts for it that it does not have yet, and `window` names the
 * window that they are written in.
 */
export function createReplicas(client: Client, storage: PageStorage, window: string): Replicas {
  const source: DraftSource = {
    read: () => client.workbench.drafts(),
    save: (name, text, over) =>
      client.workbench.saveDraft({ name, text, ...(over === undefined ? {} : { over }) }),
  }
  const sessions = createSessions((signal) => client.session.watch(undefined, { signal }))
  const settings = createSettings({
    watch: (signal) => client.workbench.watchSettings(undefined, { signal }),
    save: (change) => client.workbench.saveSettings(change),
  })
  const longGits = createLongGits((signal) => client.workbench.watchLongGits(undefined, { signal }))
  const bindings = createBindings((signal) => client.keys.watch(undefined, { signal }))
  return {
    client,
    sessions,
    details: createDetails((session, signal) => client.session.follow({ session }, { signal })),
    settings,
    bindings,
    repositories: createRepositories(() => client.repository.list()),
    agents: createAnswer(() => client.workbench.agents()),
    info: createAnswer(() => client.workbench.info()),
    diskUse: createDiskUse((age) => client.workbench.diskUse(age === undefined ? undefined : { age })),
    longGits,
    drafts: createDrafts(source, storage, window),
    prompts: createPrompts(source),
    unkept: new UnkeptActs(storage),
    follow() {
      const following = [settings.follow(), bindings.follow(), sessions.follow(), longGits.follow()]
      return toDisposable(() => {
        for (const one of following) one.dispose()
      })
    },
  }
}
