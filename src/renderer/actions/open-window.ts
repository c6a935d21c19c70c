import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/** Opens one more window on the same workbench; where the host has none, a page of its own. */
export async function openWindow(host: WorkbenchClient['host']): Promise<void> {
  const opened = await host.openWindow()
  if (!opened.ok) {
    reportFailure(opened.error)
    return
  }
  if (opened.value.url === null) return
  // By the address that this page came from: the host does not know of a forwarded port.
  const { pathname, search } = new URL(opened.value.url)
  window.open(new URL(pathname + search, location.origin), '_blank', 'noopener')
}
