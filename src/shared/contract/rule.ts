import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { mostRule, type Rule } from '../domain/approval/rule.ts'
import { failureSchema, idSchema, listSchema, resultSchema } from './common.ts'
import { looking, procedure } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const ruleFailureKindSchema = z.enum(['badRule', 'tooMany', 'notFound'])
export type RuleFailureKind = z.infer<typeof ruleFailureKindSchema>
export type RuleFailure = Failure<RuleFailureKind>
const ruleFailureSchema = failureSchema(ruleFailureKindSchema)

const effectSchema = z.enum(['allow', 'forbid'])
const ruleSchema = schemaOf<Rule>()(
  z.strictObject({ id: z.string(), effect: effectSchema, text: z.string(), at: z.number() }),
)
const one = z.object({ repository: idSchema })

/** The rules by which what agents ask in a repository is answered. Only the person reads and writes them. */
export const ruleContract = {
  list: looking.input(one).output(listSchema(ruleSchema)),
  /** All of a repository at once, and again after each change. */
  watch: looking.input(one).output(eventIterator(listSchema(ruleSchema))),
  /** Writes a rule from its text; one that says the same already is given again. */
  add: procedure
    .input(one.extend({ effect: effectSchema, text: z.string().max(mostRule) }))
    .output(resultSchema(ruleSchema, ruleFailureSchema)),
  /** Takes a rule back, and gives what it was. */
  revoke: procedure.input(one.extend({ rule: idSchema })).output(resultSchema(ruleSchema, ruleFailureSchema)),
}
