import { oc } from '@orpc/contract'

/** What the contract says of a procedure besides what goes in and what comes out. */
export interface ProcedureMeta {
  /**
   * It only reads, or sets something to the same value again: a client that lost the answer may ask once more. The page
   * knows these from `repeatable.ts`.
   */
  readonly repeatable?: boolean
}

/** Begins a procedure of the contract. */
export const procedure = oc.$meta<ProcedureMeta>({})

/** Begins a procedure that may be asked again when its answer was lost. */
export const repeatable = procedure.meta({ repeatable: true })
