import type { AnyContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract'
import { implement } from '@orpc/server'
import { contract, type Contract } from '#shared/contract/index.ts'
import type { CallContext } from './rpc/server.ts'

type InputOf<Procedure extends AnyContractProcedure> = InferSchemaOutput<
  NonNullable<Procedure['~orpc']['inputSchema']>
>
type OutputOf<Procedure extends AnyContractProcedure> = InferSchemaInput<
  NonNullable<Procedure['~orpc']['outputSchema']>
>

/** What a noun does for each of its procedures: the contract's input, a signal and who asks in, its output out. */
export type Services = {
  readonly [Noun in keyof Contract]: {
    readonly [Verb in keyof Contract[Noun]]: Contract[Noun][Verb] extends AnyContractProcedure
      ? (
          input: InputOf<Contract[Noun][Verb]>,
          signal: AbortSignal,
          from: CallContext,
        ) => OutputOf<Contract[Noun][Verb]> | Promise<OutputOf<Contract[Noun][Verb]>>
      : never
  }
}

interface Call {
  readonly input: unknown
  readonly signal?: AbortSignal | undefined
  readonly context?: CallContext | undefined
}
/** What a call waits for before it is answered, if it does: then a promise, with whose failure the call fails. */
export type Before = (call: {
  readonly noun: string
  readonly verb: string
  readonly input: unknown
  readonly signal: AbortSignal
}) => Promise<void> | null

interface Implementer {
  handler(run: (call: Call) => unknown): unknown
}

/**
 * The router that every transport serves: each procedure of the contract, its input validated, handed to its
 * service once `before` lets it. The mapping is by name, and `Services` makes the compiler check that none is missing.
 */
export function createRouter(services: Services, before: Before = () => null) {
  const os = implement(contract)
  const router: Record<string, Record<string, unknown>> = {}
  for (const [noun, procedures] of Object.entries(contract)) {
    const implementers = os[noun as keyof Contract] as unknown as Record<string, Implementer>
    const verbs = services[noun as keyof Contract] as unknown as Record<
      string,
      (input: unknown, signal: AbortSignal, from: CallContext) => unknown
    >
    router[noun] = Object.fromEntries(
      Object.keys(procedures).map((verb) => [
        verb,
        implementers[verb]?.handler((call) => {
          const signal = call.signal ?? new AbortController().signal
          const answer = (): unknown => verbs[verb]?.(call.input, signal, call.context ?? {})
          const waited = before({ noun, verb, input: call.input, signal })
          return waited === null ? answer() : waited.then(answer)
        }),
      ]),
    )
  }
  return os.router(router as unknown as Parameters<typeof os.router>[0])
}

export type WorkbenchRouter = ReturnType<typeof createRouter>
