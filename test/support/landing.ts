import type { LandingFailure } from '#shared/contract/landing.ts'
import type { StoredEvent } from '#main/store/store.ts'
import assert from 'node:assert/strict'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { pathToBytes } from '#shared/base/path-text.ts'
import { ok, unwrap, type Result } from '#shared/base/result.ts'
import type { ExistingSource } from '#shared/domain/session/session.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { LandedFile } from '#shared/domain/landing/landed-file.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { KnownConfig } from '#main/git/config-list.ts'
import { Durability } from '#main/git/durability.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import type { Identity, Person } from '#shared/domain/landing/identity.ts'
import { configuredPerson, personOf } from '#main/landing/identity.ts'
import type { LandingDependencies, LandingStep, LandingSubject, Moved } from '#main/landing/dependencies.ts'
import { createLanding, type Landing } from '#main/landing/landing.ts'
import type { Landed } from '#main/landing/land.ts'
import { TestRepository, temporaryFolder, type Content } from './repository.ts'

/** A crash of the process, as far as a test can make one: whatever ran does not go on. */
export class Crash extends Error {}

/** Entries of a tree by path: bytes, or a mode with bytes, or null to remove. */
export type TreeContent = Readonly<
  Record<string, Content | { readonly mode: string; readonly bytes: string | Uint8Array }>
>

export interface SettingOptions {
  readonly files: Readonly<Record<string, Content>>
  readonly init?: readonly string[]
  readonly source?: ExistingSource | null
  readonly coAuthoredBy?: boolean
  readonly identity?: 'configured' | 'none'
  /** Makes the git runner; a plain one when absent. */
  readonly git?: (options: ConstructorParameters<typeof Git>[0]) => Git
}

/** One repository with one session, around a real `createLanding`. The rest of the workbench is a few variables here. */
export class LandingSetting {
  readonly folder = temporaryFolder('winnow-landing-')
  readonly repository: TestRepository
  readonly git: Git
  readonly session = 's1'
  readonly events: StoredEvent[] = []
  documents = new Map<string, unknown>()
  readonly landings: LandingRecord[] = []
  readonly moves: Moved[] = []
  readonly base: { tree: string; commit: string | null }
  accepted: string
  source: ExistingSource | null
  remembered: Identity | null = null
  since: Person | null = null
  sessionWorktrees: string[] = []
  filtersTrusted = false
  /** What the session is of, where a test says so. */
  told: Partial<Pick<LandingSubject, 'title' | 'prompt' | 'reviewed' | 'lastWords'>> = {}
  opened: string
  durability: LandingDependencies['durability'] = Durability.withoutProgram(this.folder.path)
  /** Called when the accepted tree is asked for, which is built then. */
  onAccepted: () => void = () => undefined
  /** Called after each step; throws to end the run there. */
  onStep: (step: LandingStep) => void = () => undefined
  readonly #coAuthoredBy: boolean
  readonly #home: string
  /** A git that does not fail when a test has the other one fail: what is read before a landing is not of it. */
  readonly #sound: Git
  #opening: Promise<Objects> | null = null
  #objects: Objects | null = null

  constructor(options: SettingOptions) {
    this.#home = path.join(this.folder.path, 'home')
    this.repository = new TestRepository(path.join(realpathSync(this.folder.path), 'repository'), {
      init: options.init ?? [],
    })
    mkdirSync(this.#home, { recursive: true })
    const config =
      options.identity === 'none' ? '' : '[user]\n\tname = Ada Person\n\temail = ada@example.test\n'
    writeFileSync(path.join(this.#home, 'gitconfig'), config)
    this.opened = this.repository.path
    this.repository.commit('first', options.files)
    this.base = { tree: this.repository.tree(), commit: this.repository.git('rev-parse', 'HEAD') }
    this.accepted = this.base.tree
    this.source = options.source ?? null
    this.#coAuthoredBy = options.coAuthoredBy ?? true
    const make = options.git ?? ((plain) => new Git(plain))
    const env = {
      PATH: process.env['PATH'],
      HOME: this.#home,
      GIT_CONFIG_GLOBAL: this.globalConfig,
      GIT_CONFIG_NOSYSTEM: '1',
    }
    this.git = make({ env, log: new CommandLog() })
    this.#sound = new Git({ env, log: new CommandLog() })
  }

  get globalConfig(): string {
    return path.join(this.#home, 'gitconfig')
  }

  /** A tree made of `base` with changes, by raw git. */
  treeWith(base: string, content: TreeContent): string {
    const env = { GIT_INDEX_FILE: path.join(this.folder.path, 'tree-index') }
    this.repository.gitBytes(['read-tree', base], '', env)
    for (const [name, value] of Object.entries(content)) {
      if (value === null) {
        this.repository.gitBytes(
          ['update-index', '-z', '--index-info'],
          Buffer.concat([Buffer.from(`0 ${'0'.repeat(base.length)}\t`), pathToBytes(name), Buffer.from([0])]),
          env,
        )
        continue
      }
      const plain = typeof value === 'string' || value instanceof Uint8Array
      const bytes = plain ? value : value.bytes
      const mode = plain ? '100644' : value.mode
      const oid = this.repository.gitBytes(['hash-object', '-w', '--stdin'], bytes).toString().trim()
      const line = Buffer.concat([Buffer.from(`${mode} ${oid}\t`), pathToBytes(name), Buffer.from([0])])
      this.repository.gitBytes(['update-index', '-z', '--index-info'], line, env)
    }
    return this.repository.gitBytes(['write-tree'], '', env).toString().trim()
  }

  /** Accepts: the accepted tree is the base with these changes. */
  accept(content: TreeContent): string {
    this.accepted = this.treeWith(this.base.tree, content)
    return this.accepted
  }

  async #known(): Promise<Person> {
    return personOf(unwrap(await configuredPerson(new KnownConfig(this.#sound), this.opened)), {})
  }

  /** The landing as a process just started would have it. */
  landing(): Landing {
    const dependencies: LandingDependencies = {
      git: this.git,
      durability: this.durability,
      clock: { now: () => 1_750_000_000_000 },
      store: {
        append: (events) =>
          events.map((event) => {
            const seq = this.events.length + 1
            this.events.push({
              seq,
              at: 0,
              version: 1,
              ...(JSON.parse(JSON.stringify(event)) as typeof event),
            })
            return seq
          }),
        read: (stream) => this.events.filter((event) => event.stream === stream),
        putDocument: (name, data) => {
          if (data === undefined) this.documents.delete(name)
          else this.documents.set(name, data)
        },
        documents: (start) =>
          [...this.documents]
            .filter(([name]) => name.startsWith(start))
            .map(([name, data]) => ({ name, data })),
      },
      sessions: {
        place: () => ok({ repositoryPath: this.opened, commonDir: path.join(this.repository.path, '.git') }),
        subject: async (session) => {
          // Two landings at once share the folder of objects, as they do in the workbench.
          this.#opening ??= Objects.open(this.git, {
            folder: path.join(this.folder.path, 'objects.git'),
            commonDir: path.join(this.repository.path, '.git'),
            format: this.base.tree.length === 40 ? 'sha1' : 'sha256',
          })
          this.#objects = await this.#opening
          return ok({
            session,
            repositoryPath: this.opened,
            gitDir: this.repository
              .gitBytes(['-C', this.opened, 'rev-parse', '--absolute-git-dir'])
              .toString()
              .trim(),
            commonDir: path.join(this.repository.path, '.git'),
            objects: this.#objects,
            config: new KnownConfig(this.git),
            source: this.source,
            title: 'Teach it to wait',
            prompt: 'Teach it to wait',
            agentLabel: 'Codex',
            coAuthoredBy: this.#coAuthoredBy,
            baseCommit: this.base.commit,
            baseTree: this.base.tree,
            suggestedBranch: () => Promise.resolve(null),
            landings: this.landings,
            person: { known: await this.#known(), since: this.since },
            identity: this.remembered,
            filtersTrusted: this.filtersTrusted,
            ...this.told,
          })
        },
        accepted: () => {
          this.onAccepted()
          return Promise.resolve(
            ok({
              tree: this.accepted,
              base: this.base.tree,
              number: 1,
              files: this.#files(),
              accepted: this.#files().length,
              undecided: 0,
            }),
          )
        },
        rememberIdentity: (_session, identity) => {
          this.remembered = identity
        },
        confirmPerson: () => {
          this.since = null
          return Promise.resolve()
        },
        isWorktree: (folder) => this.sessionWorktrees.includes(folder),
      },
      outcomes: {
        keep: () => Promise.resolve(),
        landed: (_session, moved) => {
          this.landings.push(moved.record)
          this.moves.push(moved)
          this.base.tree = moved.baseTree
          this.base.commit = moved.baseCommit
          return Promise.resolve()
        },
        undone: (_session, moved) => {
          const at = this.landings.findIndex((each) => each.id === moved.record.id)
          this.landings[at] = moved.record
          this.moves.push(moved)
          this.base.tree = moved.baseTree
          this.base.commit = moved.baseCommit
          return Promise.resolve()
        },
      },
      step: (step) => this.onStep(step),
    }
    return createLanding(dependencies)
  }

  /** Lands on a branch; throws when that fails. */
  async land(branch: string): Promise<Landed> {
    return unwrap(await this.landing().land({ session: this.session, branch }))
  }

  /** Ends the run after `step`, as a crash would, and gives back what ran. */
  async crashAfter(
    step: LandingStep,
    run: (landing: Landing) => Promise<Result<unknown, unknown>>,
  ): Promise<void> {
    this.onStep = (done) => {
      if (done === step) throw new Crash(step)
    }
    let crashed = false
    try {
      await run(this.landing())
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      crashed = true
    } finally {
      this.onStep = () => undefined
    }
    if (!crashed) throw new Error(`the run never came to ${step}`)
  }

  #files(): LandedFile[] {
    const raw = this.repository
      .gitBytes([
        '-c',
        'core.fsmonitor=false',
        'diff-tree',
        '-r',
        '-z',
        '--raw',
        '--no-renames',
        '--no-abbrev',
        this.base.tree,
        this.accepted,
      ])
      .toString('latin1')
      .split('\0')
    const files: LandedFile[] = []
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = (raw[at] ?? '')
        .slice(1)
        .split(' ')
      files.push({
        path: raw[at + 1] ?? '',
        oldPath: null,
        change:
          status === 'A' ? 'added' : status === 'D' ? 'deleted' : status === 'T' ? 'typeChanged' : 'modified',
        added: 0,
        deleted: 0,
        oldMode,
        newMode,
        oldOid: status === 'A' ? null : oldOid,
        newOid: status === 'D' ? null : newOid,
      })
    }
    return files
  }

  /** Lands, expects that this is refused and changes nothing in these checkouts, and gives the failure. */
  async refusal(branch: string, folders = [this.repository.path]): Promise<LandingFailure> {
    const before = folders.map((folder) => this.listing(folder))
    const result = await this.landing().land({ session: this.session, branch })
    assert.deepEqual(
      folders.map((folder) => this.listing(folder)),
      before,
    )
    assert.deepEqual(this.landings, [])
    if (result.ok) throw new Error('it landed')
    assert.match(result.error.message, /^[^!]+\.$/)
    return result.error
  }

  /** Everything about a checkout that must not change when nothing is landed there. */
  listing(folder = this.repository.path): Record<string, unknown> {
    const git = (...args: string[]): string =>
      this.repository.gitBytes(['-C', folder, ...args], '', { GIT_OPTIONAL_LOCKS: '0' }).toString('latin1')
    return {
      head: readFileSync(path.join(git('rev-parse', '--absolute-git-dir').trim(), 'HEAD'), 'utf8'),
      refs: git('for-each-ref'),
      index: git('ls-files', '-s', '-t', '-z'),
      status: git('status', '--porcelain=v2', '-z', '--ignored', '--untracked-files=all'),
      files: filesOf(folder),
    }
  }

  dispose(): void {
    this.#objects?.dispose()
    this.folder.remove()
  }
}

/** Every file under a folder but git's own: type, permission to execute, and bytes. */
export function filesOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  const walk = (at: Buffer, name: string): void => {
    for (const entry of readdirSync(at, { encoding: 'buffer' })) {
      const inside = Buffer.concat([at, Buffer.from('/'), entry])
      const text = `${name}${entry.toString('latin1')}`
      if (text === '.git') continue
      const status = lstatSync(inside)
      if (status.isDirectory()) walk(inside, `${text}/`)
      else if (status.isSymbolicLink()) found[text] = `link ${readlinkSync(inside, 'latin1')}`
      else found[text] = `${status.mode & 0o100 ? 'x' : '-'} ${readFileSync(inside).toString('latin1')}`
    }
  }
  walk(Buffer.from(folder), '')
  return found
}
