import { processGroups, type Containment } from './containment.ts'
import { makeNamespace, type NamespaceKind } from './process-namespace.ts'
import { ProcessGroup } from './process-group.ts'
import { sshConfigurationInside } from './ssh-configuration.ts'

const off = 'Process namespaces are off in the settings.'

/** How turns are held together on this machine, as the setting is now. What can be done is tried out once. */
export class Containments {
  readonly #folder: string
  #found: Promise<Containment> | null = null

  /** `folder`: where files of its own lie that programs in a namespace read. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** `wanted`: whether the person wants a namespace where there can be one. */
  get(wanted: boolean): Promise<Containment> {
    if (!wanted) return Promise.resolve(processGroups(off))
    return (this.#found ??= findContainment(this.#folder))
  }
}

async function findContainment(folder: string): Promise<Containment> {
  if (process.platform !== 'linux') return processGroups('On this system Winnow knows no process namespaces.')
  const isRoot = process.getuid?.() === 0
  // Root needs no user namespace, and in one no copy of what is root's.
  const rootKind: NamespaceKind = { user: false, mount: null }
  if (isRoot && (await tryOut(rootKind)) === null) return namespaces(rootKind)
  const kind = { user: true, mount: isRoot ? null : await sshConfigurationInside(folder) }
  const fault = await tryOut(kind)
  if (fault === null) return namespaces(kind)
  return processGroups(`This system gives Winnow no process namespace (${fault}).`)
}

/** Runs a command just as those of turns are run; what is wrong, in a few words, or null. */
async function tryOut(kind: NamespaceKind): Promise<string | null> {
  const made = await makeNamespace(kind, {})
  if (!made.ok) return made.error
  const { value: container } = made
  try {
    const trial = ProcessGroup.start({
      file: '/bin/sh',
      args: ['-c', 'test -d /proc/self && exit 7'],
      folder: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      input: 'none',
      onOutput: () => Promise.resolve(),
      wrap: (command) => container.wrap(command, { folder: '/', before: [], network: null }),
    })
    const end = await trial.ended
    await trial.stop()
    return end.kind === 'exited' && end.exitCode === 7 ? null : 'it could be made, but not entered'
  } finally {
    await container.end()
  }
}

function namespaces(kind: NamespaceKind): Containment {
  const rights = kind.user
    ? ' sudo and other programs that take a user’s rights do not work in it; the setting “End all processes with their turn” switches it off.'
    : ''
  return {
    kind: 'namespace',
    notice: `What an agent starts here runs in a process namespace and ends with its turn, however it was started.${rights}`,
    open: (env) => makeNamespace(kind, env),
  }
}
