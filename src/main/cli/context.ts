import type { Command } from 'commander'
import type { Result } from '#shared/base/result.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { InstanceFailure } from '../instance/failure.ts'
import type { StoreFailure } from '../store/failures.ts'
import type { Inspected, Replaced } from '../store/recover.ts'

/** Ways out of a damaged database; holds the data folder until it is closed. */
export interface Recovery {
  inspect(): Result<Inspected, StoreFailure>
  keepWhole(): Result<Replaced, StoreFailure>
  useCopy(file: string): Result<Replaced, StoreFailure>
  close(): void
}

/** A connection to the workbench, for as long as one command runs. */
export interface Connection {
  readonly client: WorkbenchClient
  close(): Promise<void>
}

/** What a connection is for; see `ProgramOptions.connect`. */
export type Purpose = 'read' | 'look' | 'start' | 'wait'

/** What the command line needs of the process that runs it. */
export interface ProgramOptions {
  readonly version: string
  readonly folder: string
  /** Milliseconds for which a git works before the command says so. */
  readonly gitPatience: number
  /**
   * `read` changes nothing, so a data folder that can't be owned will do; `look` only asks; `start` leaves work behind, so
   * a host that lasts must have it; `wait` stays until the work is done, here if no host runs.
   */
  connect(purpose: Purpose): Promise<Connection>
  readStdin(): Promise<string>
  print(text: string): void
  /** Runs a host in this process until it ends. */
  serve(options: { readonly port: number | undefined; readonly path: string | undefined }): Promise<void>
  /** Starts a host of its own, or has the running one open a repository; gives what to tell the person. */
  open(path: string): Promise<{ readonly message: string; readonly link: string | null }>
  /** Says what of the database is damaged; a folder that is owned ends the command. */
  inspect(): Promise<Result<Inspected, StoreFailure>>
  /** Claims the data folder; a folder that is owned ends the command. */
  recover(): Promise<Recovery>
  /** Makes a copied data folder one of its own; gives what was set aside. */
  adopt(): Promise<Result<{ readonly aside: readonly string[] }, StoreFailure | InstanceFailure>>
  /**
   * Serves the review of a session on the standard streams until they end; null is that of the turn that this runs in.
   */
  serveMcp(session: string | null): Promise<Result<null, { readonly kind: string; readonly message: string }>>
  /** Looks at this machine, or has the agent of a kind try something there. */
  doctor(
    agent: string | null,
  ): Promise<{ readonly checks: readonly { name: string; state: string; note: string }[] }>
}

/** What every command works with. */
export interface Context extends ProgramOptions {
  /** Runs `work` with a connection and closes it in every case. */
  withClient<T>(work: (client: WorkbenchClient) => Promise<T>, purpose?: Purpose): Promise<T>
  /** Prints JSON or text, as the command was asked. */
  show(asJson: boolean | undefined, value: unknown, text: string): void
  repository(client: WorkbenchClient, folder: string | undefined): Promise<string>
}

/** The option that every command has. */
export interface JsonOption {
  readonly json?: boolean
}

/** Adds a command to the program, with the option `--json`. */
export type Add = (spec: string, description: string) => Command
