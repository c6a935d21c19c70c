import type { AgentAsk } from '#shared/domain/agent/ask.ts'
import { shellLine } from '#shared/domain/approval/command-kinds.ts'
import { splitWords } from '#shared/domain/approval/split-line.ts'
import type { Wanted } from '#shared/domain/approval/wanted.ts'
import type { TurnReport } from '../adapter.ts'
import type { ServerRequest } from './app-server.ts'
import { commandText } from './items.ts'
import { commandApproval, fileApproval, userInput } from './protocol.ts'
import type { CodexTurnReport } from './turn-report.ts'

type Approval = Extract<AgentAsk, { readonly kind: 'approval' }>

/**
 * Its own rules (`acceptWithExecpolicyAmendment`) are not offered: Codex would write them into the person's
 * configuration. "Decline" works although Codex does not list it for commands.
 */
const options: Approval['options'] = [
  { id: 'accept', label: 'Allow once', effect: 'allowOnce' },
  { id: 'acceptForSession', label: 'Allow for this session', effect: 'allowSession' },
  { id: 'decline', label: 'Deny', effect: 'declineOnce' },
]

/** What Codex asks in a turn, brought before the person. */
export class CodexAsks {
  readonly #report: Pick<TurnReport, 'ask'>
  readonly #told: CodexTurnReport
  readonly #worktree: string
  readonly #say: (words: string) => Promise<unknown>
  readonly #withdrawals = new Set<AbortController>()

  /** `say` gives Codex words of the person in the middle of the turn. */
  constructor(
    report: Pick<TurnReport, 'ask'>,
    told: CodexTurnReport,
    worktree: string,
    say: (words: string) => Promise<unknown>,
  ) {
    this.#report = report
    this.#told = told
    this.#worktree = worktree
    this.#say = say
  }

  /** Nobody answers any more. */
  withdraw(): void {
    for (const open of this.#withdrawals) open.abort()
  }

  async take(request: ServerRequest): Promise<void> {
    switch (request.method) {
      case 'item/commandExecution/requestApproval':
        return this.#command(request)
      case 'item/fileChange/requestApproval':
        return this.#edit(request)
      case 'item/tool/requestUserInput':
        return this.#questions(request)
      case 'mcpServer/elicitation/request':
        return request.answer({ action: 'decline' })
      default:
        // Anything that a newer Codex asks is refused rather than guessed.
        return request.refuse(`Winnow does not know ${request.method}`)
    }
  }

  async #command(request: ServerRequest): Promise<void> {
    const asked = commandApproval.safeParse(request.params)
    if (!asked.success) return request.refuse('the request could not be read')
    const { itemId, command, cwd, reason, kind, networkApprovalContext: network } = asked.data
    const wants = network ? hostOf(network) : (kind ?? 'command') === 'command' ? wantedOf(command) : null
    await this.#approval(request, {
      kind: 'approval',
      id: `${itemId}-approval`,
      parent: itemId,
      text: textOf(wants, command),
      wants,
      reason: reason ?? '',
      folder: cwd ?? this.#worktree,
      touches: network ? [network.host] : [],
      diff: null,
      options,
    })
  }

  async #edit(request: ServerRequest): Promise<void> {
    const asked = fileApproval.safeParse(request.params)
    if (!asked.success) return request.refuse('the request could not be read')
    const { itemId, reason, grantRoot } = asked.data
    const edit = this.#told.edit(itemId)
    await this.#approval(request, {
      kind: 'approval',
      id: `${itemId}-approval`,
      parent: itemId,
      text: grantRoot ? `Write below ${grantRoot}` : 'Change files',
      wants: grantRoot
        ? { kind: 'write', paths: [grantRoot] }
        : edit && edit.written.length > 0
          ? { kind: 'write', paths: edit.written }
          : null,
      reason: reason ?? '',
      folder: this.#worktree,
      touches: edit?.paths ?? [],
      diff: edit?.diff ?? null,
      options,
    })
  }

  async #approval(request: ServerRequest, ask: Approval): Promise<void> {
    const answer = await this.#ask(ask)
    // Nobody answered: Codex ends its turn.
    if (answer === null) return request.answer({ decision: 'cancel' })
    const decision = options.find(({ id }) => id === answer.option)?.id ?? 'decline'
    request.answer({ decision })
    if (answer.words.trim() !== '') await this.#say(answer.words)
  }

  async #questions(request: ServerRequest): Promise<void> {
    const asked = userInput.safeParse(request.params)
    if (!asked.success) return request.refuse('the request could not be read')
    const answers: Record<string, { readonly answers: readonly string[] }> = {}
    for (const question of asked.data.questions) {
      const answer = await this.#ask({
        kind: 'question',
        id: `${asked.data.itemId}-${question.id}`,
        parent: null,
        text: question.question,
        options: (question.options ?? []).map(({ label, description }) => ({ label, description })),
      })
      if (answer === null) break
      const given = [answer.option, answer.words].filter((one) => one !== null && one !== '')
      answers[question.id] = { answers: given.map(String) }
    }
    request.answer({ answers })
  }

  async #ask(ask: AgentAsk): Promise<Awaited<ReturnType<TurnReport['ask']>>> {
    const withdrawn = new AbortController()
    this.#withdrawals.add(withdrawn)
    try {
      return await this.#report.ask(ask, withdrawn.signal)
    } finally {
      this.#withdrawals.delete(withdrawn)
    }
  }
}

/** What a command would run. Codex writes its arguments as words of a shell, which is usually told a line. */
function wantedOf(command: string | null | undefined): Wanted | null {
  const argv = splitWords(command ?? '')
  if (argv === null || argv.length === 0) return null
  const line = shellLine(argv)
  return line === null ? { kind: 'program', argv } : { kind: 'line', line }
}

function hostOf({ host }: { readonly host: string }): Wanted {
  return { kind: 'network', host }
}

/** What the person is shown says the same as what rules are asked. */
function textOf(wants: Wanted | null, command: string | null | undefined): string {
  if (wants?.kind === 'network') return `Connect to ${wants.host}`
  if (wants?.kind === 'line') return wants.line
  return command ? commandText(command) : 'Run a command without the sandbox'
}
