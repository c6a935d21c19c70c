import type { RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk'
import type { AgentAsk } from '#shared/domain/agent/ask.ts'
import type { TurnContext } from '../adapter.ts'
import { folderOf, wantedOf } from './wanted.ts'
import { commandOf, type AcpTurnReport } from './updates.ts'

type Effect = Extract<AgentAsk, { readonly kind: 'approval' }>['options'][number]['effect']

const effects: Readonly<Record<string, Effect>> = {
  allow_once: 'allowOnce',
  allow_always: 'allowAlways',
  reject_once: 'declineOnce',
  reject_always: 'declineAlways',
}

/**
 * Brings a request for permission before the person. Options are told by their kind, never by their id, which each agent
 * makes up. `words` gets what the person says besides.
 */
export async function askPermission(
  { report, worktree }: Pick<TurnContext, 'report' | 'worktree'>,
  told: AcpTurnReport,
  request: RequestPermissionRequest,
  withdrawn: AbortSignal,
  words: (text: string) => void,
): Promise<RequestPermissionResponse> {
  const { toolCall, options } = request
  // Some agents tell of a call only by asking for it.
  const parent = told.tool({ ...toolCall, status: 'in_progress' })
  const answer = await report.ask(
    {
      kind: 'approval',
      id: `${parent}-approval`,
      parent,
      text: commandOf(toolCall.rawInput) ?? toolCall.title ?? 'Use a tool',
      wants: wantedOf(toolCall, told.shown(toolCall)),
      reason: '',
      folder: folderOf(toolCall, worktree),
      touches: told.paths(toolCall),
      diff: told.diff(toolCall),
      options: options.map(({ optionId, name, kind }) => ({
        id: optionId,
        label: name,
        effect: effects[kind] ?? 'declineOnce',
      })),
    },
    withdrawn,
  )
  if (answer === null) return { outcome: { outcome: 'cancelled' } }
  if (answer.words.trim() !== '') words(answer.words)
  const chosen = options.find(({ optionId }) => optionId === answer.option)
  // What it refuses for ever, only the person does.
  const reject = options.find(({ kind }) => kind === 'reject_once')
  const given = chosen ?? reject
  if (given === undefined) return { outcome: { outcome: 'cancelled' } }
  return { outcome: { outcome: 'selected', optionId: given.optionId } }
}
