import type { Wanted } from '#shared/domain/approval/wanted.ts'
import type { TurnReport } from './adapter.ts'

/** Whether a host may be reached; `unanswered` where nobody can answer any more: the turn ends, or it was withdrawn. */
export type NetworkAnswer = 'allowed' | 'denied' | 'unanswered'

const options = [
  { id: 'allow', label: 'Allow once', effect: 'allowOnce' },
  { id: 'deny', label: 'Deny', effect: 'declineOnce' },
] as const

/**
 * Asks of one turn whether a host may be reached, for whatever stands between its commands and the network. A rule of the
 * repository or what was answered for the session decides at once; else the person is asked, and it may take days.
 * Connections to a host that is asked about wait for that one answer; what is denied stays denied for the turn, so that a
 * program that tries again and again asks once. What is allowed once holds for the connections that waited, and no others.
 */
export class NetworkAsks {
  readonly #report: Pick<TurnReport, 'ask'>
  readonly #open = new Map<string, Promise<NetworkAnswer>>()
  readonly #denied = new Set<string>()
  #count = 0

  /** `report` is that of the turn (`TurnContext.report`). */
  constructor(report: Pick<TurnReport, 'ask'>) {
    this.#report = report
  }

  /**
   * Whether the turn may reach `host`, a name or an address without a port. `reason` tells the person more in a sentence, and
   * may be empty; it decides nothing. `withdrawn` ends the wait of all that wait for this host. Never rejects but where the
   * disk refuses to keep the ask.
   */
  mayReach(host: string, reason: string, withdrawn?: AbortSignal): Promise<NetworkAnswer> {
    const name = host.toLowerCase().replace(/\.$/, '')
    if (this.#denied.has(name)) return Promise.resolve('denied')
    const open =
      this.#open.get(name) ?? this.#ask(name, reason, withdrawn).finally(() => this.#open.delete(name))
    this.#open.set(name, open)
    return open
  }

  async #ask(host: string, reason: string, withdrawn: AbortSignal | undefined): Promise<NetworkAnswer> {
    const wants: Wanted = { kind: 'network', host }
    this.#count += 1
    const answer = await this.#report.ask(
      {
        kind: 'approval',
        id: `network-${this.#count}`,
        text: `Connect to ${host}`,
        wants,
        reason,
        folder: null,
        touches: [host],
        diff: null,
        options,
      },
      withdrawn,
    )
    if (answer === null) return 'unanswered'
    if (answer.option === 'allow') return 'allowed'
    this.#denied.add(host)
    return 'denied'
  }
}
