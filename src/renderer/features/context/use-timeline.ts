import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { useClient, type Client } from '#renderer/client/context.ts'
import { followTimeline, type Timeline, type TimelineSource, type TimelineState } from './timeline-store.ts'

/** The timelines that are shown, by their workbench and session: two views of one share it. */
const shown = new WeakMap<Client, Map<string, Timeline>>()

function sourceOf(client: Client, session: string): TimelineSource {
  return {
    watch: (signal) => client.session.watchTimeline({ session }, { signal }),
    page: async (wanted) => {
      const result = await client.session.timeline({ session, ...wanted })
      return result.ok ? result.value : null
    },
  }
}

function inNextFrame(work: () => void): () => void {
  const frame = requestAnimationFrame(work)
  return () => cancelAnimationFrame(frame)
}

/** The timeline of a session, followed while anyone shows it, and the ways to see more of it. */
export function useTimeline(session: string): { readonly state: TimelineState; readonly timeline: Timeline } {
  const client = useClient()
  const timeline = useMemo(() => {
    const timelines = shown.get(client) ?? new Map<string, Timeline>()
    shown.set(client, timelines)
    const known =
      timelines.get(session) ??
      followTimeline(sourceOf(client, session), inNextFrame, () => timelines.delete(session))
    timelines.set(session, known)
    return known
  }, [client, session])
  useEffect(() => timeline.use(), [timeline])
  return { state: useStore(timeline.store), timeline }
}
