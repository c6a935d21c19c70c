import { setTimeout as pause } from 'node:timers/promises'
import { ok } from '#shared/base/result.ts'
import { pushStream } from '#shared/base/push-stream.ts'
import { contract } from '#shared/contract/index.ts'
import { repositorySettingsSchema } from '#shared/contract/repository.ts'
import { settingsSchema } from '#shared/contract/workbench.ts'
import type { HostedWorkbench } from '#main/instance/host.ts'
import { createRouter, type Services } from '#main/router.ts'

/** A workbench of the real contract that does almost nothing, to test what carries it. */
export interface TinyWorkbench extends HostedWorkbench {
  /** Streams whose source has not ended. */
  readonly openStreams: number
  /** Requests that `session.stop` holds back until released. */
  release(): void
  readonly held: number
  running: readonly { readonly id: string; readonly title: string }[]
  readonly disposed: boolean
}

/** Services of a noun that a test answers in its own way, and not always as the contract says. */
export type OwnServices = {
  readonly [Noun in keyof Services]?: { readonly [Verb in keyof Services[Noun]]?: unknown }
}

/**
 * Makes one: `workbench.info` answers, `session.watch` streams, `session.get` throws, `session.stop` waits. `own` stands
 * in for services of it.
 */
export function tinyWorkbench(home = '/nowhere', own: OwnServices = {}): TinyWorkbench {
  let openStreams = 0
  let disposed = false
  const held: (() => void)[] = []
  const settings = settingsSchema.parse({})
  const answers = {
    workbench: {
      info: () => ({
        version: '0',
        home,
        formerHomes: [],
        host: 'command',
        platform: process.platform,
        openedPath: null,
      }),
      settings: () => settings,
      saveSettings: (input: object) => Object.assign(settings, input),
      watchSettings: (_: unknown, signal: AbortSignal) =>
        pushStream(signal, (push) => {
          openStreams += 1
          push(settings)
          return () => {
            openStreams -= 1
          }
        }),
      watchCommandLog: async function* () {
        openStreams += 1
        try {
          yield { seq: 1, at: 0, purpose: 'a', argv: [], folder: '/', exitCode: 0, duration: 0 }
          throw new Error('secret detail /home/person/file')
        } finally {
          openStreams -= 1
        }
      },
      saveDraft: () => null,
    },
    repository: {
      open: (input: { path: string }) =>
        ok({
          id: `r${Buffer.from(input.path).toString('hex').slice(-20)}`,
          path: input.path,
          name: input.path,
          branch: null,
          head: null,
          activity: 'none',
          shallow: false,
          linked: false,
          openedAt: 0,
          filters: null,
          settings: repositorySettingsSchema.parse({}),
        }),
    },
    session: {
      get: () => {
        throw new Error('secret detail /home/person/file')
      },
      watch: async function* (_: unknown, signal: AbortSignal) {
        openStreams += 1
        try {
          for (let seq = 1; !signal.aborted; seq += 1) {
            yield { type: 'snapshot', seq, sessions: [] }
            await pause(2)
          }
        } finally {
          openStreams -= 1
        }
      },
      stop: () => new Promise((resolve) => held.push(() => resolve(ok(null)))),
      list: () => [],
    },
  }
  const services: Record<string, object> = Object.fromEntries(
    Object.keys(contract).map((noun) => [
      noun,
      { ...answers[noun as keyof typeof answers], ...own[noun as keyof OwnServices] },
    ]),
  )
  const tiny = {
    router: createRouter(services as unknown as Services),
    running: [] as TinyWorkbench['running'],
    sessions: { running: (): TinyWorkbench['running'] => tiny.running },
    get openStreams() {
      return openStreams
    },
    get held() {
      return held.length
    },
    get disposed() {
      return disposed
    },
    release() {
      for (const resolve of held.splice(0)) resolve()
    },
    dispose() {
      disposed = true
      return Promise.resolve()
    },
  }
  return tiny
}
