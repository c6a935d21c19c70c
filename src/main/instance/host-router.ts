import { implement, type AnyRouter } from '@orpc/server'
import { err, type Result } from '#shared/base/result.ts'
import { hostContract, type HostFailure } from '#shared/contract/host.ts'
import type { CallContext } from '../rpc/server.ts'
import type { HostEvents } from './host-events.ts'

/** What a host does about itself; what it lacks is answered with `notHere`. */
export interface HostServices {
  open?(repository: string | null): Promise<Result<{ readonly url: string | null }, HostFailure>>
  /** Opens one more window, or gives a link to open as one. */
  openWindow?(): Promise<Result<{ readonly url: string | null }, HostFailure>>
  openLink?(url: string): Promise<Result<null, HostFailure>>
}

/** The host's own procedures. */
export function hostRouter(services: HostServices, events: HostEvents): AnyRouter {
  const os = implement(hostContract).$context<CallContext>()
  const notHere = err<HostFailure>({
    kind: 'notHere',
    message: 'This Winnow has no window and no page to show.',
  })
  return os.router({
    open: os.open.handler(({ input }) => services.open?.(input.repository) ?? notHere),
    openWindow: os.openWindow.handler(() => services.openWindow?.() ?? notHere),
    openLink: os.openLink.handler(async ({ input }) => {
      if (!/^https?:\/\/[^\s]+$/i.test(input.url) || !URL.canParse(input.url)) {
        return err({ kind: 'badLink', message: 'Only http and https links are opened. Nothing was opened.' })
      }
      return services.openLink?.(input.url) ?? notHere
    }),
    watch: os.watch.handler(({ signal, context }) =>
      events.watch(signal ?? new AbortController().signal, context.page),
    ),
  })
}
