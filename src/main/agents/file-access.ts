/** What the commands of a turn may do with files. All paths are absolute; whatever is in none of them can only be read. */
export interface FileAccess {
  /** Folders that are seen empty. */
  readonly hidden: readonly string[]
  /** Files that are seen, and can't be opened. */
  readonly closed: readonly string[]
  /** What is in a hidden folder and can be read all the same. */
  readonly readable: readonly string[]
  readonly writable: readonly string[]
  /** What is in a writable folder and can only be read; it can't be moved or removed either. */
  readonly kept: readonly string[]
}

/**
 * What root may still do inside, with what belongs to root; and that it may make a sandbox of its own there. Whoever has
 * no rights outside has none of these inside.
 */
const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETFCAP'] as const

/** Of `/proc`, what changes the machine: root needs no right for it but to be root. */
const ofTheMachine = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus'] as const

/**
 * The arguments of `bwrap` before the command that it runs. There is always a user namespace: else `bwrap` itself, which
 * is outside, could be asked for the files that it sees by the processes inside. There is none for processes, so that what
 * holds a turn's processes still sees them, and none for the network.
 */
export function bubblewrapArguments(access: FileAccess): readonly string[] {
  const mounts = [
    ...access.hidden.map((at) => ({ at, args: ['--tmpfs', at] })),
    ...access.closed.map((at) => ({ at, args: ['--ro-bind-try', '/dev/null', at] })),
    ...access.readable.map((at) => ({ at, args: ['--ro-bind-try', at, at] })),
    ...access.writable.map((at) => ({ at, args: ['--bind', at, at] })),
    ...access.kept.map((at) => ({ at, args: ['--ro-bind-try', at, at] })),
  ]
  // What is inside of another is mounted after it.
  const ordered = mounts
    .map((mount) => ({ ...mount, depth: mount.at.split('/').length }))
    .sort((one, other) => one.depth - other.depth)
  return [
    '--unshare-user',
    ...['--cap-drop', 'ALL', ...capabilities.flatMap((name) => ['--cap-add', `CAP_${name}`])],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--bind', '/proc', '/proc'],
    ...ofTheMachine.flatMap((file) => ['--ro-bind-try', file, file]),
    ...ordered.flatMap(({ args }) => args),
    ...access.hidden.flatMap((folder) => ['--remount-ro', folder]),
    '--',
  ]
}
