import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Readable } from 'node:stream'
import type { SimpleGit, SimpleGitOptions } from 'simple-git'
import { err, ok, type Result } from '#shared/base/result.ts'
import { endedByPerson } from './at-work.ts'
import { watchForBlockage } from './blockage.ts'
import { goneGrace, stuckText } from './end-process.ts'
import { tooMuchOutput, type Git, type GitFailure } from './run.ts'

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

/** One verb as it is asked for. */
interface Verb {
  /** Why it runs, in words for the command log. */
  readonly purpose: string
  readonly folder: string
  /** What git is given; simple-git may add to it. */
  readonly args: readonly string[]
  /** Exit codes that are not failures; `[0]` when absent. */
  readonly accept?: readonly number[]
}

/** Exit codes of a verb that also says "there is none" by one. */
const orNone = [0, 1]
const orNoneOrBroken = [0, 1, 128]

/** Which references are listed, and what of each. */
export interface RefList {
  readonly purpose: string
  readonly folder: string
  /** Beginnings of their names, such as "refs/heads". */
  readonly below: readonly string[]
  /** Fields as `git for-each-ref` names them, without the percent sign: "objectname". */
  readonly fields: readonly string[]
  readonly sort: string
  /** How many at most. */
  readonly most: number
}

/**
 * Git's ordinary verbs through simple-git, in the environment and with the configuration that every git here runs with,
 * written to the command log like the others. Their output is taken as UTF-8 text, so paths and content never come this
 * way: they go through `Git`, as bytes. Verbs whose answer simple-git would read in its own way, and lose something of,
 * are given to it raw.
 */
export class Porcelain {
  readonly #git: Git

  constructor(git: Git) {
    this.#git = git
  }

  /** The id of the commit that a name means, or null. */
  async commit(folder: string, name: string): Promise<string | null> {
    const args = ['--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
    const found = await this.#revparse({ purpose: 'resolve a name', folder, args, accept: orNoneOrBroken })
    return found.ok && /^[0-9a-f]{40,64}$/.test(found.value) ? found.value : null
  }

  /** Whether there is a reference with this full name. */
  async hasRef(folder: string, ref: string): Promise<boolean> {
    const fields = ['refname']
    const list = {
      purpose: 'look for a reference',
      folder,
      below: [ref],
      fields,
      sort: 'refname',
      most: 1000,
    }
    const listed = await this.listRefs(list)
    return listed.ok && listed.value.some(([name]) => name === ref)
  }

  /** The id of a commit's tree. */
  tree(folder: string, commit: string): Promise<Result<string, GitFailure>> {
    return this.#revparse({ purpose: 'read a tree', folder, args: ['--verify', `${commit}^{tree}`] })
  }

  /** The newest commit that two have in common, or null. */
  async mergeBase(folder: string, one: string, other: string): Promise<string | null> {
    const args = ['merge-base', one, other]
    return textOf(await this.#raw({ purpose: 'find the merge base', folder, args, accept: orNone }))
  }

  /** The short name of the branch that HEAD is on, also one without commits; null for a detached HEAD. */
  async currentBranch(folder: string): Promise<string | null> {
    // What git calls the short name is another where a tag has the same: `heads/main`.
    const ref = await this.#symbolic('read the branch', folder, 'HEAD')
    return ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
  }

  /** The full name of what the remote `origin` calls its main branch; null if it is not known. */
  remoteHead(folder: string): Promise<string | null> {
    return this.#symbolic('find the main branch', folder, 'refs/remotes/origin/HEAD')
  }

  /** The full name of the upstream of the branch with this full name, or null. */
  async upstream(folder: string, branch: string): Promise<string | null> {
    const purpose = 'find the main branch'
    const fields = ['refname', 'upstream']
    const listed = await this.listRefs({
      purpose,
      folder,
      below: [branch],
      fields,
      sort: 'refname',
      most: 1000,
    })
    const row = listed.ok ? listed.value.find(([ref]) => ref === branch) : undefined
    return row?.[1] || null
  }

  /** The fields of references, a row each. simple-git's own lists of branches and tags tell less of them. */
  async listRefs({
    purpose,
    folder,
    below,
    fields,
    sort,
    most,
  }: RefList): Promise<Result<readonly (readonly string[])[], GitFailure>> {
    const format = fields.map((field) => `%(${field})`).join('%1f')
    const args = ['for-each-ref', `--sort=${sort}`, `--count=${most}`, `--format=${format}`, ...below]
    const listed = await this.#raw({ purpose, folder, args })
    if (!listed.ok) return listed
    return ok(listed.value.split('\n').map((line) => line.split('\u001f')))
  }

  /** The value that holds of a setting, '' if it is not set. */
  config(purpose: string, folder: string, key: string): Promise<Result<string, GitFailure>> {
    const verb = { purpose, folder, args: ['config', '--get-all', key], accept: orNone }
    return this.#ask(verb, async (repository) => (await repository.getConfig(key)).value ?? '')
  }

  async #symbolic(purpose: string, folder: string, ref: string): Promise<string | null> {
    const args = ['symbolic-ref', '--quiet', ref]
    return textOf(await this.#raw({ purpose, folder, args, accept: orNoneOrBroken }))
  }

  #revparse(verb: Verb): Promise<Result<string, GitFailure>> {
    const asked = { ...verb, args: ['rev-parse', ...verb.args] }
    return this.#ask(asked, (repository) => repository.revparse([...verb.args]))
  }

  #raw(verb: Verb): Promise<Result<string, GitFailure>> {
    return this.#ask(verb, (repository) => repository.raw([...verb.args]))
  }

  /** Asks when git is free to run, and gives the answer, trimmed. Exit codes that are not accepted are failures. */
  async #ask(
    verb: Verb,
    ask: (repository: SimpleGit) => Promise<string>,
  ): Promise<Result<string, GitFailure>> {
    const { purpose, args } = verb
    const ran = await this.#git.whenFree(() => this.#run(verb, ask))
    return ran ?? err({ kind: 'aborted', purpose, args, exitCode: null, stderr: '' })
  }

  async #run(
    verb: Verb,
    ask: (repository: SimpleGit) => Promise<string>,
  ): Promise<Result<string, GitFailure>> {
    const { purpose, folder, args, accept } = verb
    const startedAt = Date.now()
    const started = performance.now()
    // Loaded when first needed: a command that reads no name should not pay for it.
    const { simpleGit } = await import('simple-git')
    const environment = this.#git.environment()
    let exitCode = 0
    let stderr = ''
    let blockage = ''
    let endless = false
    let given = args
    const stop = new AbortController()
    const unwatch = watchForBlockage(
      { folder, args, env: environment },
      (reason) => {
        blockage = reason
        stop.abort()
      },
      undefined,
      () => this.#git.atWork.answered,
    )
    const abort = AbortSignal.any([stop.signal, this.#git.ended])
    const options: Partial<SimpleGitOptions> = {
      baseDir: folder,
      trimmed: true,
      abort,
      unsafe,
      allowEnvironment: Object.keys(environment),
      errors(_error, result) {
        exitCode = result.exitCode
        stderr = Buffer.concat(result.stdErr).toString('utf8')
        return undefined
      },
    }
    const fail = (kind: GitFailure['kind'], text: string): Result<string, GitFailure> =>
      err({ kind, purpose, args, exitCode, stderr: text })
    if (this.#git.ended.aborted) return fail('aborted', '')
    // Without pipes for its process simple-git would end ours.
    if (!hasDescriptors()) return fail('notStarted', 'too many files are open')
    // These verbs start nothing themselves, so that their process is all there is to end.
    const atWork = this.#git.atWork.begin({ program: 'git', purpose, folder }, () => stop.abort())
    let output: string | null
    try {
      const repository = simpleGit(options)
        .env(environment)
        .outputHandler((_command, stdout, _stderr, all) => {
          given = all
          let printed = 0
          stdout.on('data', (chunk: Buffer) => {
            printed += chunk.length
            if (printed <= this.#git.mostOutput || endless) return
            endless = true
            stop.abort()
            // What git started may hold the pipe and print on; the compiler knows only that it can be read.
            ;(stdout as Readable).destroy()
          })
        })
      output = await unlessStuck(ask(repository), abort)
    } catch (error) {
      if (blockage !== '') return fail('failed', blockage)
      if (endless) return err(tooMuchOutput(verb, this.#git.mostOutput))
      if (atWork.endedAfter !== null) return fail('failed', endedByPerson(atWork.endedAfter))
      return fail('notStarted', error instanceof Error ? error.message : String(error))
    } finally {
      unwatch()
      atWork.gone()
    }
    this.#git.log.add({
      at: startedAt,
      purpose,
      argv: ['git', ...given],
      folder,
      exitCode,
      duration: Math.round(performance.now() - started),
    })
    if (endless) return err(tooMuchOutput(verb, this.#git.mostOutput))
    if (output === null) return fail('failed', stuckText(null))
    return (accept ?? [0]).includes(exitCode) ? ok(output.trim()) : fail('failed', stderr)
  }
}

/** What is answered, or null where the process was told to end by `signal` and does not go. */
async function unlessStuck(answer: Promise<string>, signal: AbortSignal): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  let give = (): void => undefined
  const stuck = new Promise<null>((resolve) => {
    give = () => (timer = setTimeout(() => resolve(null), goneGrace))
    signal.addEventListener('abort', give)
  })
  try {
    return await Promise.race([answer, stuck])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', give)
    // It may fail later, when nobody listens any more.
    answer.catch(() => undefined)
  }
}

/** What was said, or null for nothing or a failure. */
function textOf(answer: Result<string, GitFailure>): string | null {
  return answer.ok && answer.value !== '' ? answer.value : null
}

/** What a process and its pipes need, and some more. */
const descriptorsOfProcess = 12

function hasDescriptors(): boolean {
  const opened: number[] = []
  try {
    while (opened.length < descriptorsOfProcess) opened.push(openSync(devNull, 'r'))
    return true
  } catch (error) {
    return !['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '')
  } finally {
    for (const one of opened) closeSync(one)
  }
}
