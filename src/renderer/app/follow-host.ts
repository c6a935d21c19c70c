import { findCommand } from '#shared/commands/index.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { runCommand } from '#renderer/commands/runtime.ts'
import { followStream } from '#renderer/replicas/follow.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { showSession, viewStore } from '#renderer/view/view-store.ts'

/** Does what the host asks for: its menu's commands, a repository or a session opened from outside. */
export function followHost(host: WorkbenchClient['host'], { repositories }: Replicas): Disposable {
  return followStream(
    (signal) => host.watch(undefined, { signal }),
    (event) => {
      switch (event.type) {
        case 'command': {
          const command = findCommand(event.command)
          if (command !== null) runCommand(command.id, { by: 'menu' })
          break
        }
        case 'openRepository':
          void repositories.load()
          viewStore.setState({ repository: event.repository, view: 'workbench' })
          break
        case 'openSession':
          showSession(event.session)
          break
      }
      return true
    },
  )
}
