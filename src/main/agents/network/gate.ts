import { isIP, type Socket } from 'node:net'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Environment } from '../adapter.ts'
import type { NetworkAsks } from '../network-asks.ts'
import { kindOfAddress } from './addresses.ts'
import type { Outside } from './outside.ts'
import { personsProxy, placeOf, tunnelThrough } from './persons-proxy.ts'
import { hostWithPort, isAmong, type Target } from './target.ts'

/** What a turn may reach without a question, and what is not asked about either. */
export interface Reach {
  /** Hosts that it may reach at the ports of the web; `*.` before a name stands for every name below it. */
  readonly allowed: readonly string[]
  /** Hosts with their ports, as the person configured them for the agent. */
  readonly configured: readonly Target[]
  /** Hosts that it does without: telling its maker how it is used, looking for updates. */
  readonly needless: readonly string[]
}

/** Why there is no connection. */
export interface Refusal {
  /** For HTTP: 403 where it is not let, 502 where nothing answers. */
  readonly status: 403 | 502
  /** Whom the words are of, in a sentence or two. */
  readonly why: string
}

/** Questions that a turn has open at a time; more hosts wait for their turn. */
const mostQuestions = 4

/** Decides for one turn where it may connect to, and connects. */
export class Gate {
  readonly #reach: Reach
  readonly #asks: Pick<NetworkAsks, 'mayReach'>
  readonly #outside: Outside
  readonly #over: AbortSignal
  readonly #env: Environment
  readonly #asked = new Map<string, Promise<string | null>>()
  readonly #waiting: (() => void)[] = []
  #questions = 0

  /** `over` withdraws every question. */
  constructor(options: {
    readonly reach: Reach
    readonly asks: Pick<NetworkAsks, 'mayReach'>
    readonly outside: Outside
    readonly over: AbortSignal
    /** The person's environment, which may name a proxy of their own. */
    readonly env: Environment
  }) {
    this.#reach = options.reach
    this.#asks = options.asks
    this.#outside = options.outside
    this.#over = options.over
    this.#env = options.env
  }

  /** Connects a program of the turn, once that is allowed, which may take days. Never rejects. */
  async connect(target: Target): Promise<Result<Socket, Refusal>> {
    const isConfigured = this.#reach.configured.some(
      ({ host, port }) => host === target.host && port === target.port,
    )
    if (!isConfigured) {
      const why = await this.#refusal(target)
      if (why !== null) return err({ status: 403, why })
    }
    const proxy = isIP(target.host) === 0 ? personsProxy(this.#env, target) : null
    const found = await this.#addresses(target, isConfigured)
    // Behind a proxy there may be no names but those that it knows.
    if (!found.ok && (proxy === null || found.error.status === 403)) return found
    try {
      if (proxy !== null) return ok(await this.#through(proxy, target))
      return ok(await this.#outside.connect(found.ok ? found.value : [], target.port))
    } catch (error) {
      const said = error instanceof Error ? error.message || 'nothing answers there' : String(error)
      return err({ status: 502, why: `${hostWithPort(target)} could not be connected to (${said}).` })
    }
  }

  /** Connects by the person's own proxy. */
  async #through(proxy: URL, target: Target): Promise<Socket> {
    const place = placeOf(proxy)
    if (place === null) throw new Error(`the address of your proxy ${proxy.host} can’t be read`)
    const addresses = await this.#outside.resolve(place.host)
    return tunnelThrough(await this.#outside.connect(addresses, place.port), proxy, target)
  }

  /** Why a target is refused as it is named; null where it is allowed. */
  async #refusal(target: Target): Promise<string | null> {
    const { host, port } = target
    const kind = isIP(host) === 0 ? null : kindOfAddress(host, this.#outside.own())
    if (host === 'localhost' || host.endsWith('.localhost') || kind === 'thisMachine')
      return `${hostWithPort(target)} is this machine itself, whose programs Winnow keeps from agents.`
    if (kind === 'closed') return `Winnow lets no agent connect to ${host}.`
    const ofTheWeb = port === 443 || port === 80
    if (ofTheWeb && isAmong(host, this.#reach.allowed)) return null
    if (ofTheWeb && isAmong(host, this.#reach.needless))
      return `The agent does without ${host}, so Winnow did not ask about it.`
    return this.#ask(hostWithPort(target), kind === 'localNetwork' ? 'It is in your own network.' : '')
  }

  /** Where a name leads, once and for all: what is asked again may be answered otherwise. */
  async #addresses(target: Target, isConfigured: boolean): Promise<Result<readonly string[], Refusal>> {
    const { host, port } = target
    const found = await this.#outside.resolve(host).catch(() => [])
    if (found.length === 0) return err({ status: 502, why: `There is no host ${host}.` })
    if (isConfigured) return ok(found)
    const own = this.#outside.own()
    const kinds = found.map((address) => ({ address, kind: kindOfAddress(address, own) }))
    const open = kinds.filter(({ kind }) => kind === 'public').map(({ address }) => address)
    if (open.length > 0) return ok(open)
    const near = kinds.find(({ kind }) => kind === 'localNetwork')
    if (near === undefined) {
      const [leads = ''] = found
      return err({
        status: 403,
        why: `${host} leads to ${leads}, which Winnow lets no agent connect to.`,
      })
    }
    // Who asked for the address itself was answered already.
    if (isIP(host) !== 0) return ok([near.address])
    const place = hostWithPort({ host: near.address, port })
    const why = await this.#ask(place, `${host} leads there. It is in your own network.`)
    return why === null ? ok([near.address]) : err({ status: 403, why })
  }

  /** Asks about a place, once for all who wait; why it is refused, or null. */
  #ask(place: string, reason: string): Promise<string | null> {
    const asked =
      this.#asked.get(place) ?? this.#answer(place, reason).finally(() => this.#asked.delete(place))
    this.#asked.set(place, asked)
    return asked
  }

  async #answer(place: string, reason: string): Promise<string | null> {
    if (this.#questions >= mostQuestions) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#questions += 1
    try {
      const answer = this.#over.aborted ? 'unanswered' : await this.#asks.mayReach(place, reason, this.#over)
      if (answer === 'allowed') return null
      return answer === 'denied'
        ? `The person denied a connection to ${place}, by an answer or a rule.`
        : `Nobody answered whether to connect to ${place}.`
    } catch (error) {
      return `It could not be asked whether to connect to ${place} (${String(error)}).`
    } finally {
      this.#questions -= 1
      this.#waiting.shift()?.()
    }
  }
}
