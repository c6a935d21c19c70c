import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Environment for raw git in tests: no configuration of this machine, a fixed identity and time. */
export function testGitEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test Author',
    GIT_AUTHOR_EMAIL: 'author@example.test',
    GIT_COMMITTER_NAME: 'Test Author',
    GIT_COMMITTER_EMAIL: 'author@example.test',
    GIT_AUTHOR_DATE: '1700000000 +0000',
    GIT_COMMITTER_DATE: '1700000000 +0000',
    LC_ALL: 'C.UTF-8',
    // Tests look at what agents do from beside their worktrees; those of the sandbox switch it on.
    WINNOW_SANDBOX: 'off',
  }
}

/** A new folder under the system's temporary folder, removed by the returned function. */
export function temporaryFolder(prefix = 'winnow-test-'): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), prefix))
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What a file should be: bytes or text, or null to delete it. */
export type Content = string | Uint8Array | null

/** A real repository set up with the raw git command, never with the code under test. */
export class TestRepository {
  readonly path: string
  readonly #home: string

  constructor(folder: string, options: { readonly init?: readonly string[] } = {}) {
    this.path = folder
    this.#home = folder
    mkdirSync(folder, { recursive: true })
    this.git('init', '-q', '-b', 'main', ...(options.init ?? []))
  }

  /** Runs git in the repository and gives its output, trimmed; throws when git fails. */
  git(...args: string[]): string {
    return this.gitBytes(args).toString('utf8').trim()
  }

  /** Runs git and gives its output as bytes. */
  gitBytes(args: readonly string[], input?: Uint8Array | string, env: Record<string, string> = {}): Buffer {
    // No maintenance that goes on in the background, as after a fetch: it would write into a folder that is removed.
    return execFileSync('git', ['-c', 'maintenance.auto=false', ...args], {
      cwd: this.path,
      env: { ...testGitEnvironment(this.#home), ...env },
      input: input ?? '',
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  /** Writes or deletes files of the checkout. */
  write(files: Readonly<Record<string, Content>>): this {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.path, name)
      if (content === null) rmSync(file, { recursive: true, force: true })
      else {
        mkdirSync(path.dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    return this
  }

  /** Writes files and commits everything; gives the commit. */
  commit(message: string, files: Readonly<Record<string, Content>> = {}): string {
    this.write(files)
    this.git('add', '-A', '--force')
    this.git('commit', '-q', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** The tree id of a revision. */
  tree(revision = 'HEAD'): string {
    return this.git('rev-parse', `${revision}^{tree}`)
  }
}
