import type { AgentFailureKind, AgentOutcome } from '../adapter.ts'
import { failedTurn } from '../turn-adapter.ts'
import type { TurnError } from './protocol.ts'

const kept = 'What it changed in the worktree is kept.'

const byName: Readonly<Record<string, readonly [kind: AgentFailureKind, next: string]>> = {
  contextWindowExceeded: [
    'overflow',
    'Send a follow-up with a smaller task, or start a new session from what it did.',
  ],
  usageLimitExceeded: [
    'quota',
    'Wait until the limit is over, or sign in to another account, then send a follow-up.',
  ],
  rateLimitExceeded: ['rateLimit', 'Wait a while, then send a follow-up.'],
  unauthorized: ['badKey', 'Run “codex login” in a terminal, then send a follow-up.'],
  badRequest: ['badRequest', 'Check the model’s name and Codex’s configuration, then send a follow-up.'],
  internalServerError: ['serverError', 'Send a follow-up to try again.'],
  serverOverloaded: ['serverError', 'Send a follow-up to try again.'],
}

/** How a turn failed, from what Codex says of it. */
export function codexFailure({ message, codexErrorInfo }: TurnError): AgentOutcome {
  const [kind, next] = found(codexErrorInfo)
  return failedTurn(kind, `Codex’s turn failed: ${message.trim()} ${kept} ${next}`)
}

function found(info: unknown): readonly [AgentFailureKind, string] {
  const again = 'Send a follow-up to try again.'
  if (typeof info === 'string') return byName[info] ?? ['serverError', again]
  if (typeof info !== 'object' || info === null) return ['serverError', again]
  const [[name, detail] = ['', null]] = Object.entries(info)
  const status = (detail as { readonly httpStatusCode?: number | null } | null)?.httpStatusCode ?? null
  if (status === 401 || status === 403) return byName['unauthorized'] ?? ['badKey', again]
  if (status === 429) return byName['rateLimitExceeded'] ?? ['rateLimit', again]
  if (status === 400 || status === 404) return byName['badRequest'] ?? ['badRequest', again]
  if (status === null && name !== 'responseTooManyFailedAttempts')
    return ['noNetwork', 'Check the connection, then send a follow-up.']
  return ['serverError', again]
}
