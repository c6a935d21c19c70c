import {
  createContext,
  createElement,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react'
import { useStore } from 'zustand'
import type { ToldBindings } from '#shared/contract/keys.ts'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import type { WorkbenchInfo } from '#shared/contract/workbench.ts'
import type { Homes } from '#shared/domain/picture/named-pictures.ts'
import type { Repository } from '#shared/domain/repository/repository.ts'
import type { SessionDetails } from '#shared/domain/session/details.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Answer } from './answer.ts'
import type { SavedPrompt } from './prompts.ts'
import type { Replicas } from './replicas.ts'

const ReplicasContext = createContext<Replicas | null>(null)

/** Gives the views below it the replicas of their workbench. */
export function ReplicasProvider(properties: {
  readonly replicas: Replicas
  readonly children: ReactNode
}): ReactNode {
  return createElement(ReplicasContext, { value: properties.replicas }, properties.children)
}

/** The replicas of the workbench, to read when something is done and to change. */
export function useReplicas(): Replicas {
  const replicas = use(ReplicasContext)
  if (replicas === null) throw new Error('useReplicas was called outside a ReplicasProvider')
  return replicas
}

/** All sessions by id, as a queue shows them. */
export function useSessions(): ReadonlyMap<string, SessionSummary> {
  return useStore(useReplicas().sessions.store, (state) => state.byId)
}

/** Whether the sessions are known at all. */
export function useSessionsLoaded(): boolean {
  return useStore(useReplicas().sessions.store, (state) => state.loaded)
}

/** One session, or null while it is not known. */
export function useSession(id: string | null): SessionSummary | null {
  return useStore(useReplicas().sessions.store, (state) =>
    id === null ? null : (state.byId.get(id) ?? null),
  )
}

/** What its summary does not say of a session that is open; null until it is known, or where `id` is null. */
export function useDetails(id: string | null): SessionDetails | null {
  const { details } = useReplicas()
  useEffect(() => {
    if (id === null) return
    const following = details.follow(id)
    return () => following.dispose()
  }, [details, id])
  return useStore(details.store, (byId) => (id === null ? null : (byId.get(id) ?? null)))
}

/** A part of the settings. */
export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(useReplicas().settings.store, (state) => select(state.settings))
}

/** What the workbench tells of the person's keys; null until it did. */
export function useBindingsTold(): ToldBindings | null {
  return useStore(useReplicas().bindings.store, (state) => state.told)
}

/** The repositories that were opened, the latest first. */
export function useRepositories(): readonly Repository[] {
  return useStore(useReplicas().repositories.store, (state) => state.list)
}

/** Agents that can be chosen, looked for again whenever a view that lists them opens; null until first known. */
export function useAgents(): readonly AgentOffer[] | null {
  return useAnswer(useReplicas().agents)
}

/** What the workbench says of itself; null until it is known. */
export function useWorkbenchInfo(): WorkbenchInfo | null {
  return useAnswer(useReplicas().info)
}

/** Where the data folder is, and where it was before; null until it is known. */
export function useHomes(): Homes | null {
  const info = useWorkbenchInfo()
  return useMemo(() => info && [info.home, ...info.formerHomes], [info])
}

/** The saved prompts, by name, read anew when the view opens. */
export function usePrompts(): readonly SavedPrompt[] {
  const { prompts } = useReplicas()
  useEffect(() => void prompts.load(), [prompts])
  return useStore(prompts.store, (state) => state.prompts)
}

/** An unfinished text of the person, from the last time at first, and the way to change it. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const { drafts } = useReplicas()
  useEffect(() => void drafts.load(name), [drafts, name])
  const text = useStore(drafts.store, (state) => state.texts.get(name) ?? '')
  const write = useCallback((next: string) => drafts.write(name, next), [drafts, name])
  return [text, write]
}

/** What is typed over a text that is given. */
export interface Typed {
  /** What was typed, else what is given. */
  readonly text: string
  /** Something else than what is given is there. */
  readonly isTyped: boolean
  readonly write: (text: string) => void
  /** It is done with: what is given counts again. */
  readonly drop: () => void
}

/**
 * A field of this window at a place, over what is given there: it outlives the field, the page and the workbench until
 * it is dropped. Each window writes its own, and is offered what another left.
 */
export function useTyped(place: string, given: string): Typed {
  const { drafts } = useReplicas()
  const name = drafts.own(place)
  useEffect(() => void drafts.loadOwn(place).catch(() => undefined), [drafts, place])
  const kept = useStore(drafts.store, (state) => state.texts.get(name) ?? '')
  // Nothing is kept of a field that was emptied; while it is on screen it is empty all the same.
  const [emptied, setEmptied] = useState<string | null>(null)
  const isTyped = kept !== '' || emptied === place
  return useMemo(
    () => ({
      text: kept !== '' || emptied === place ? kept : given,
      isTyped,
      write(next) {
        setEmptied(next === '' && given !== '' ? place : null)
        if (next === given || next === '') drafts.dropOwn(place)
        else drafts.write(name, next)
      },
      drop() {
        setEmptied(null)
        drafts.dropOwn(place)
      },
    }),
    [kept, emptied, isTyped, given, place, name, drafts],
  )
}

/** Whether an unfinished text has words: no view renders again for each letter because of that. */
export function useHasDraft(name: string): boolean {
  const { drafts } = useReplicas()
  useEffect(() => void drafts.load(name), [drafts, name])
  return useStore(drafts.store, (state) => (state.texts.get(name) ?? '').trim() !== '')
}

function useAnswer<T>(answer: Answer<T>): T | null {
  useEffect(() => void answer.load(), [answer])
  return useStore(answer.store, (state) => state.value)
}
