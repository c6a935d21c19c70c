import { oc } from '@orpc/contract'

/** What the contract says of a procedure besides what goes in and what comes out. */
export interface ProcedureMeta {
  /**
   * It only reads, or sets something to the same value again: a client that lost the answer may ask once more. The page
   * knows these from `repeatable.ts`.
   */
  readonly repeatable?: boolean
  /** It only reads what the work of agents is: their processes may ask it, too. They may ask nothing else. */
  readonly forAgents?: boolean
  /** It changes nothing: it is answered of a data folder, too, that can't be owned and is only read. */
  readonly onlyReads?: boolean
}

/** Begins a procedure of the contract. */
export const procedure = oc.$meta<ProcedureMeta>({})

/** Begins a procedure that may be asked again when its answer was lost. */
export const repeatable = procedure.meta({ repeatable: true })

/** Begins a procedure that changes nothing. */
export const looking = procedure.meta({ onlyReads: true })

/** Begins a procedure that only reads, and that an agent's processes may ask. */
export const reading = repeatable.meta({ forAgents: true, onlyReads: true })

/** Begins a stream that an agent's processes may follow. */
export const following = procedure.meta({ forAgents: true, onlyReads: true })
