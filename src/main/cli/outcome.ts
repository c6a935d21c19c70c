/** What the command line ends with; also in README. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unreachable: 5,
  sessionFailed: 6,
} as const

interface AnyFailure {
  readonly kind: string
  readonly message: string
}

const notFoundKinds = new Set(['notFound', 'unknownHunk', 'noRevision', 'noFile', 'notARepository'])
const refusedKinds = new Set([
  'conflicts',
  'conflictMarks',
  'inTheWay',
  'targetMoved',
  'acceptedChanged',
  'nothingAccepted',
  'wrongState',
  'cannotCompact',
  'nothingToCompact',
  'mounted',
  'leftOut',
  'collected',
  'pictures',
  'answered',
  'expired',
  'badAnswer',
  'badRule',
  'tooMany',
  'nothingToUndo',
  'nothingToRedo',
  'untrusted',
  'busy',
  'agent',
])
const unreachableKinds = new Set([
  'owned',
  'copied',
  'noOwner',
  'unreachable',
  'version',
  'unusableHome',
  'workbench',
])

/** An expected failure that ends the command. */
export class CommandFailure extends Error {
  readonly failure: AnyFailure
  readonly exitCode: number
  /** Whether the result printed already tells of it. */
  readonly told: boolean

  constructor(failure: AnyFailure, code?: number, told = false) {
    super(failure.message)
    this.failure = failure
    this.exitCode = code ?? codeOf(failure.kind)
    this.told = told
  }
}

function codeOf(kind: string): number {
  if (notFoundKinds.has(kind)) return exitCode.notFound
  if (refusedKinds.has(kind)) return exitCode.refused
  if (unreachableKinds.has(kind)) return exitCode.unreachable
  return exitCode.failed
}

/** The value of a result; a failure ends the command with its sentence and exit code. */
export function expectOk<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AnyFailure },
): T {
  if (result.ok) return result.value
  throw new CommandFailure(result.error)
}

/** A call that cannot be made: wrong words, not a failure of the work. */
export function usage(message: string): CommandFailure {
  return new CommandFailure({ kind: 'usage', message }, exitCode.usage)
}
