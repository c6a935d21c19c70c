/** What the commands of a turn may do with files. All paths are absolute; whatever is in none of them can only be read. */
export interface FileAccess {
  /** Folders that are seen empty. */
  readonly hidden: readonly string[]
  /** Files that are seen, and can't be opened, as far as they are there. */
  readonly closed: readonly string[]
  /** Folders that are seen empty, as far as they are there. */
  readonly emptied?: readonly string[]
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

/** Before a path, how many words follow, and these: `whatIsThere` keeps them only where the path is there. */
const ifThere = '--winnow-if-there'

/**
 * Goes before `bwrap` and its arguments, in the last moment before it: that does not start where what it is to cover is gone,
 * as sockets of other programs are whenever those end.
 */
export const whatIsThere: readonly string[] = [
  '/bin/sh',
  '-c',
  `end= next=option left=0 keep=
for word do
  shift
  case $next in
    path) keep=; if [ -e "$word" ]; then keep=1; fi; next=count;;
    count) left=$word; next=option;;
    *)
      if [ "$left" -gt 0 ]; then
        left=$((left - 1))
        if [ -n "$keep" ]; then set -- "$@" "$word"; fi
      elif [ -z "$end" ] && [ "$word" = ${ifThere} ]; then next=path
      else
        if [ "$word" = -- ]; then end=1; fi
        set -- "$@" "$word"
      fi;;
  esac
done
exec "$@"`,
  'sh',
]

const whereThere = (at: string, ...args: readonly string[]): readonly string[] => [
  ...[ifThere, at, String(args.length)],
  ...args,
]

/**
 * The arguments of `bwrap` before the command that it runs. There is always a user namespace: else `bwrap` itself, which
 * is outside, could be asked for the files that it sees by the processes inside. There is none for processes, so that what
 * holds a turn's processes still sees them, and none for the network.
 */
export function bubblewrapArguments(access: FileAccess): readonly string[] {
  const mounts = [
    ...access.hidden.map((at) => ({ at, args: ['--tmpfs', at] })),
    ...(access.emptied ?? []).map((at) => ({ at, args: whereThere(at, '--tmpfs', at) })),
    ...access.closed.map((at) => ({ at, args: whereThere(at, '--ro-bind-try', '/dev/null', at) })),
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
    ...(access.emptied ?? []).flatMap((folder) => whereThere(folder, '--remount-ro', folder)),
    '--',
  ]
}
