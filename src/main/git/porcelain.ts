import type { SimpleGit, SimpleGitOptions } from 'simple-git'
import { err, ok, type Result } from '#shared/base/result.ts'
import { watchForBlockage } from './blockage.ts'
import type { Git, GitCall, GitFailure } from './run.ts'

/** What simple-git must be told to allow: our own environment pins configuration and silences programs by these. */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeEditor: true,
  allowUnsafePager: true,
  allowUnsafeAskPass: true,
  allowUnsafeSshCommand: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeProtocolOverride: true,
}

/** A call of an ordinary verb; see `GitCall`. */
export type PorcelainCall = Pick<GitCall, 'purpose' | 'folder' | 'args' | 'accept'>

/**
 * Git's ordinary verbs through simple-git: names, branches, merge bases, configuration. Their output is taken as
 * UTF-8 text, so paths and content never come this way: they go through `Git`, as bytes.
 */
export class Porcelain {
  readonly #git: Git

  constructor(git: Git) {
    this.#git = git
  }

  /** Runs one verb and gives its output, trimmed. Exit codes that are not accepted are failures. */
  async text(call: PorcelainCall): Promise<Result<string, GitFailure>> {
    const ran = await this.#git.whenFree(() => this.#run(call))
    return ran ?? err({ kind: 'aborted', purpose: call.purpose, args: call.args, exitCode: null, stderr: '' })
  }

  async #run(call: PorcelainCall): Promise<Result<string, GitFailure>> {
    const startedAt = Date.now()
    const started = performance.now()
    // Loaded when first needed: a command that reads no name should not pay for it.
    const { simpleGit } = await import('simple-git')
    const environment = this.#git.environment()
    let exitCode = 0
    let stderr = ''
    let blockage = ''
    const stop = new AbortController()
    const unwatch = watchForBlockage({ folder: call.folder, args: call.args, env: environment }, (reason) => {
      blockage = reason
      stop.abort()
    })
    const options: Partial<SimpleGitOptions> = {
      baseDir: call.folder,
      trimmed: true,
      abort: stop.signal,
      unsafe,
      allowEnvironment: Object.keys(environment),
      errors(_error, result) {
        exitCode = result.exitCode
        stderr = Buffer.concat(result.stdErr).toString('utf8')
        return undefined
      },
    }
    const fail = (kind: GitFailure['kind'], text: string): Result<string, GitFailure> =>
      err({ kind, purpose: call.purpose, args: call.args, exitCode, stderr: text })
    let output: string
    try {
      const repository: SimpleGit = simpleGit(options).env(environment)
      output = await repository.raw([...call.args])
    } catch (error) {
      if (blockage !== '') return fail('failed', blockage)
      return fail('notStarted', error instanceof Error ? error.message : String(error))
    } finally {
      unwatch()
    }
    this.#git.log.add({
      at: startedAt,
      purpose: call.purpose,
      argv: ['git', ...call.args],
      folder: call.folder,
      exitCode,
      duration: Math.round(performance.now() - started),
    })
    return (call.accept ?? [0]).includes(exitCode) ? ok(output.trim()) : fail('failed', stderr)
  }
}
