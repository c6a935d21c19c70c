import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Emitter } from '#shared/base/emitter.ts'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { RuleFailure } from '#shared/contract/rule.ts'
import { checkRule, ruleText, type Rule, type RuleEffect } from '#shared/domain/approval/rule.ts'
import type { Store } from '../store/store.ts'

/** Rules of one repository: more, nobody reads. */
const most = 500
const prefix = 'rules/'

const shape = z.array(
  z.object({ id: z.string(), effect: z.enum(['allow', 'forbid']), text: z.string(), at: z.number() }),
)

/** The rules that the person wrote, by repository. They are in the database alone, where no agent comes. */
export class Rules {
  readonly #store: Pick<Store, 'putDocument' | 'wholeDocument'>
  readonly #now: () => number
  readonly #changed = new Emitter<string>()

  constructor(store: Pick<Store, 'putDocument' | 'wholeDocument'>, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Those of a repository in the order in which they were written. A damaged list is none: the person is asked. */
  of(repository: string): readonly Rule[] {
    const read = shape.safeParse(this.#store.wholeDocument(prefix + repository))
    return read.success ? read.data : []
  }

  /** Writes a rule; one that says the same already is given again. */
  add(repository: string, effect: RuleEffect, text: string): Result<Rule, RuleFailure> {
    const written = this.addAll(repository, effect, [text])
    return written.ok ? ok(written.value[0] as Rule) : written
  }

  /** Writes rules, all or none; as `add`. */
  addAll(
    repository: string,
    effect: RuleEffect,
    texts: readonly string[],
  ): Result<readonly Rule[], RuleFailure> {
    const rules = [...this.of(repository)]
    const written: Rule[] = []
    for (const text of texts) {
      const read = checkRule(text, effect)
      if (!read.ok) return err({ kind: 'badRule', message: `${read.error} No rule was written.` })
      const exact = ruleText(read.value)
      const id = createHash('sha256').update(`${effect} ${exact}`).digest('hex').slice(0, 8)
      const known = rules.find((one) => one.id === id)
      const rule = known ?? { id, effect, text: exact, at: this.#now() }
      if (known === undefined) rules.push(rule)
      written.push(rule)
    }
    if (rules.length > most)
      return err({
        kind: 'tooMany',
        message: `A repository has at most ${most} rules. No rule was written. Revoke some with \`winnow rules revoke ID\`.`,
      })
    this.#put(repository, rules)
    return ok(written)
  }

  /** Takes a rule back: the next ask is the person's again. */
  revoke(repository: string, id: string): Result<Rule, RuleFailure> {
    const rules = this.of(repository)
    const rule = rules.find((one) => one.id === id)
    if (rule === undefined)
      return err({
        kind: 'notFound',
        message: `There is no rule ${id} in this repository. Nothing was changed. \`winnow rules\` lists them.`,
      })
    this.#put(
      repository,
      rules.filter((one) => one !== rule),
    )
    return ok(rule)
  }

  /** Takes back all of a repository that is forgotten. */
  forget(repository: string): void {
    if (this.of(repository).length > 0) this.#put(repository, [])
  }

  /** All of a repository at once, and again whenever one is written or revoked. */
  watch(repository: string, signal: SignalLike): AsyncIterableIterator<readonly Rule[]> {
    return pushStream<readonly Rule[]>(signal, (push) => {
      push(this.of(repository))
      const listening = this.#changed.on((changed) => {
        if (changed === repository) push(this.of(repository))
      })
      return () => listening.dispose()
    })
  }

  #put(repository: string, rules: readonly Rule[]): void {
    this.#store.putDocument(prefix + repository, rules.length === 0 ? undefined : rules)
    this.#changed.emit(repository)
  }
}
