import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToBytes } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { CatFile, missingObject, type GitObject } from './batch.ts'
import { KnownTrees } from './known-trees.ts'
import { isBrokenLoose, isLoose, setBrokenAside, storeLooseObject } from './loose-object.ts'
import { readSharedPermissions, type SharedPermissions } from './shared-permissions.ts'
import { goneFolder } from './run.ts'
import type { Git, GitCall, GitFailure, GitOutput, GitProcess } from './run.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { hasMoreFiles, mostFiles, unlessTooLarge } from './tree-size.ts'

/** A change of one path of a tree; `oid` null removes the path. */
export interface TreeChange {
  readonly path: string
  readonly mode: string
  readonly oid: string | null
}

/** A person in a commit. `date` is git's raw form: seconds and zone, "1700000000 +0100". */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly date?: string
}

/** Blobs, and bytes of all of them, that are stored by our own hand sooner than a process starts. */
const fewBlobs = 50
const smallBlobs = 500_000

/**
 * The objects of a repository (blobs, trees, commits), without anything else of it. Commands run in a *bare
 * folder of our own* whose object directory is the repository's: no configuration, attribute, hook, filter, diff or
 * merge driver of the repository is even read, so a diff or a merge depends on the two trees alone and runs nothing.
 * References and worktrees are not reachable here, on purpose.
 */
export class Objects {
  readonly #git: Git
  readonly #folder: string
  readonly #temporary: string
  readonly #env: Readonly<Record<string, string>>
  readonly #catFile: CatFile
  /** Where the repository has its objects. */
  readonly #objectDirectory: string
  /** Where new ones are made. */
  readonly #made: string
  readonly #shared: SharedPermissions | null
  readonly #known = new KnownTrees()
  readonly format: 'sha1' | 'sha256'

  private constructor(
    git: Git,
    folder: string,
    temporary: string,
    objectDirectory: string,
    made: string,
    format: 'sha1' | 'sha256',
    shared: SharedPermissions | null,
  ) {
    this.#git = git
    this.#folder = folder
    this.#temporary = temporary
    this.#objectDirectory = objectDirectory
    this.#made = made
    this.format = format
    this.#shared = shared
    this.#env = {
      GIT_DIR: folder,
      GIT_OBJECT_DIRECTORY: made,
      GIT_ATTR_NOSYSTEM: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    }
    this.#catFile = new CatFile(git, folder, this.#env)
  }

  /**
   * Opens the objects of the repository whose common git folder is `commonDir`. `folder` is where our own bare
   * folder is made; it holds a few small files. Temporary ones of a process that was killed are removed, so nobody
   * else may use the folder. With `aside` what is made stays in that folder, and nothing is written in the repository.
   */
  static async open(
    git: Git,
    options: {
      readonly folder: string
      readonly commonDir: string
      readonly format: 'sha1' | 'sha256'
      readonly aside?: boolean
    },
  ): Promise<Objects> {
    await mkdir(path.join(options.folder, 'objects'), { recursive: true })
    await mkdir(path.join(options.folder, 'refs'), { recursive: true })
    const temporary = await makeTemporaryFolder(options.folder)
    await writeFile(path.join(options.folder, 'HEAD'), 'ref: refs/heads/none\n')
    const format =
      options.format === 'sha256'
        ? '\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n'
        : '\trepositoryformatversion = 0\n\tbare = true\n'
    const shared = await readSharedPermissions(git, options.commonDir)
    // Where it can't be read, the repository can't be used either: what is done next says so.
    const permissions = shared.ok ? shared.value : null
    // What is made in the repository's objects must be as its other users may write it.
    const sharing = permissions === null ? '' : `[core]\n\tsharedRepository = ${permissions.setting}\n`
    await writeFile(path.join(options.folder, 'config'), `[core]\n${format}${sharing}`)
    const theirs = path.join(options.commonDir, 'objects')
    const made = options.aside ? path.join(options.folder, 'objects') : theirs
    if (options.aside) await writeAlternate(made, theirs)
    return new Objects(git, options.folder, temporary, theirs, made, options.format, permissions)
  }

  /** Runs a git command that works on objects alone. */
  run(call: Omit<GitCall, 'folder'>): Promise<Result<GitOutput, GitFailure>> {
    return this.#git.run({ ...call, folder: this.#folder, env: { ...this.#env, ...call.env } })
  }

  /** Starts one whose output is read as it comes. */
  start(call: Omit<GitCall, 'folder'>): GitProcess {
    return this.#git.start({ ...call, folder: this.#folder, env: { ...this.#env, ...call.env } })
  }

  /** A new name for a temporary file in our own folder; the caller removes the file. */
  temporaryPath(name: string): string {
    return path.join(this.#temporary, `${name}-${randomBytes(8).toString('hex')}`)
  }

  /** An object by id, or null if the repository has none. */
  async read(oid: string): Promise<Result<GitObject | null, GitFailure>> {
    const object = await this.#catFile.read(oid)
    if (!object.ok || object.value !== null) return object
    // A git that goes on finds nothing in a folder that was renamed, and has no reason to end.
    const { gone } = goneFolder({ folder: this.#folder, env: this.#env })
    return gone === undefined ? object : err({ ...missingObject(oid), gone })
  }

  /** The bytes of a blob; a missing one is a failure. */
  async blob(oid: string): Promise<Result<Buffer, GitFailure>> {
    const object = await this.read(oid)
    if (!object.ok) return object
    return object.value ? ok(object.value.bytes) : err(missingObject(oid))
  }

  /** Those of these objects whose own file does not hold them; see `isBrokenLoose`. */
  async broken(oids: Iterable<string>): Promise<readonly string[]> {
    const found: string[] = []
    for (const oid of new Set(oids))
      if (await isBrokenLoose(this.#objectDirectory, this.format, oid)) found.push(oid)
    return found
  }

  /**
   * Those of these objects that can't be read as they were written: broken ones, and ones that are nowhere, unless a remote
   * promised them.
   */
  async unreadable(oids: Iterable<string>): Promise<Result<readonly string[], GitFailure>> {
    const all = [...new Set(oids)]
    const found: string[] = []
    const look = async (oid: string): Promise<GitFailure | null> => {
      if (isLoose(this.#objectDirectory, oid)) {
        if (await isBrokenLoose(this.#objectDirectory, this.format, oid)) found.push(oid)
        return null
      }
      const read = await this.#catFile.read(oid)
      if (read.ok && read.value !== null) return null
      if (await this.#isPartial()) return null
      if (read.ok) found.push(oid)
      return read.ok ? null : read.error
    }
    for (let at = 0; at < all.length; at += 16) {
      const failures = await Promise.all(all.slice(at, at + 16).map(look))
      const failure = failures.find((one) => one !== null)
      if (failure) return err(failure)
    }
    return ok(found)
  }

  /** See `setBrokenAside`. */
  setBrokenAside(oid: string): () => void {
    return setBrokenAside(this.#objectDirectory, oid)
  }

  /** Stores a blob by our own hand, also over a broken one. Throws what the file system says. */
  storeBlob(bytes: Uint8Array): void {
    storeLooseObject(this.#made, this.format, 'blob', bytes, this.#shared)
  }

  /** The id that git gives these bytes as a blob. */
  blobId(bytes: Uint8Array): string {
    return createHash(this.format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
  }

  /** Stores blobs: few small ones by our own hand, else all in one process. Gives their ids in order. */
  async writeBlobs(blobs: readonly Uint8Array[]): Promise<Result<readonly string[], GitFailure>> {
    const oids = blobs.map((bytes) => this.blobId(bytes))
    if (blobs.length <= fewBlobs && blobs.reduce((sum, { length }) => sum + length, 0) <= smallBlobs) {
      try {
        for (const bytes of blobs) this.storeBlob(bytes)
        return ok(oids)
      } catch (error) {
        return notStored('store file contents', error)
      }
    }
    const process = this.start({
      purpose: 'store file contents',
      args: ['fast-import', '--quiet', '--done', '--date-format=raw'],
    })
    process.stdout.resume()
    for (const bytes of blobs) {
      process.stdin.write(`blob\ndata ${bytes.length}\n`)
      process.stdin.write(bytes)
      // The pipe is not waited on: the blobs are in memory already.
      process.stdin.write('\n')
    }
    process.stdin.end('done\n')
    const done = await process.done
    return done.ok ? ok(oids) : done
  }

  /**
   * The same as `writeTree`, which makes it once: always the same tree. The caller makes sure that what it rests on is
   * still there before anything is meant by it, and says so by `forgetTrees` where it is not.
   */
  knownTree(base: string, changes: readonly TreeChange[]): Promise<Result<string, GitFailure>> {
    return this.#known.get(base, changes, () => this.writeTree(base, changes))
  }

  /** Has each of the `knownTree`s made anew: objects that nothing names may have been collected. */
  forgetTrees(): void {
    this.#known.forget()
  }

  /** A tree made of `base` with `changes`. The caller makes sure that no changed path lies below another. */
  async writeTree(base: string, changes: readonly TreeChange[]): Promise<Result<string, GitFailure>> {
    if (changes.length === 0) return ok(base)
    const index = this.temporaryPath('index')
    const env = { GIT_INDEX_FILE: index }
    try {
      const purpose = 'read a tree'
      const read = await unlessTooLarge(
        {
          tooLarge: () => hasMoreFiles((oid) => this.read(oid), base, mostFiles),
          sentence: `it unfolds to more than ${mostFiles} files`,
          purpose,
          patience: 500,
        },
        (signal) => this.run({ purpose, args: ['read-tree', base], env, signal }),
      )
      if (!read.ok) return read
      const zero = '0'.repeat(this.format === 'sha1' ? 40 : 64)
      // Removals first: a file may take the place of a folder, and the other way round.
      const ordered = [...changes].sort((a, b) => Number(a.oid !== null) - Number(b.oid !== null))
      const lines: Uint8Array[] = []
      for (const change of ordered) {
        lines.push(
          Buffer.from(`${change.oid === null ? '0' : change.mode} ${change.oid ?? zero}\t`),
          pathToBytes(change.path),
          Buffer.from([0]),
        )
      }
      const update = await this.run({
        purpose: 'change a tree',
        args: ['update-index', '-z', '--index-info'],
        input: Buffer.concat(lines),
        env,
      })
      if (!update.ok) return update
      return await this.#writeIndex(env, changes)
    } finally {
      await rm(index, { force: true })
      await rm(`${index}.lock`, { force: true })
    }
  }

  /**
   * In a partial clone a tree may have files whose contents are not here, and are promised by a remote: nothing of them is
   * needed, and nothing fetches them. What is changed has to be here.
   */
  async #writeIndex(
    env: Readonly<Record<string, string>>,
    changes: readonly TreeChange[],
  ): Promise<Result<string, GitFailure>> {
    const write = (args: readonly string[]): Promise<Result<GitOutput, GitFailure>> =>
      this.run({ purpose: 'write a tree', args: ['write-tree', ...args], env })
    let written = await write([])
    if (!written.ok && written.error.kind === 'failed' && (await this.#isPartial())) {
      const wanted = changes.filter(({ mode }) => mode !== '160000').flatMap(({ oid }) => oid ?? [])
      const lacking = await this.lacking(wanted)
      if (!lacking.ok) return lacking
      const [first] = lacking.value
      if (first !== undefined) return err({ ...written.error, stderr: `object ${first} is missing` })
      written = await write(['--missing-ok'])
    }
    return written.ok ? ok(written.value.stdout.toString('latin1').trim()) : written
  }

  /** Whether a remote promised objects that are not here; git marks the packs that came from it. */
  async #isPartial(): Promise<boolean> {
    const packs = await readdir(path.join(this.#objectDirectory, 'pack')).catch(() => [])
    return packs.some((name) => name.endsWith('.promisor'))
  }

  /** Those of these objects that are not here. One that has no file of its own is asked for by a git that starts now. */
  async lacking(oids: readonly string[]): Promise<Result<readonly string[], GitFailure>> {
    const wanted = [...new Set(oids)].filter((oid) => !isLoose(this.#objectDirectory, oid))
    if (wanted.length === 0) return ok([])
    const looked = await this.run({
      purpose: 'look for objects',
      args: ['cat-file', '--batch-check'],
      input: Buffer.from(wanted.map((oid) => `${oid}\n`).join('')),
    })
    if (!looked.ok) return looked
    const lines = looked.value.stdout.toString('latin1').matchAll(/^([0-9a-f]+) missing$/gm)
    return ok([...lines].flatMap(([, oid]) => oid ?? []))
  }

  /** Makes a commit object; no reference moves. */
  async commit(options: {
    readonly tree: string
    readonly parents: readonly string[]
    readonly message: string
    readonly author: Signature
    readonly committer: Signature
  }): Promise<Result<string, GitFailure>> {
    const person = (role: 'AUTHOR' | 'COMMITTER', who: Signature): Record<string, string> => ({
      [`GIT_${role}_NAME`]: who.name,
      [`GIT_${role}_EMAIL`]: who.email,
      ...(who.date ? { [`GIT_${role}_DATE`]: who.date } : {}),
    })
    const done = await this.run({
      purpose: 'make a commit',
      args: ['commit-tree', options.tree, ...options.parents.flatMap((parent) => ['-p', parent])],
      input: Buffer.from(options.message, 'utf8'),
      env: { ...person('AUTHOR', options.author), ...person('COMMITTER', options.committer) },
    })
    return done.ok ? ok(done.value.stdout.toString('latin1').trim()) : done
  }

  /**
   * Makes one by our own hand, without a process. The caller knows that its tree and parents are in the repository, and
   * that the signature has nothing in it that git would not take.
   */
  storeCommit(options: {
    readonly tree: string
    readonly parents: readonly string[]
    readonly message: string
    readonly signature: Signature
    /** The author, where that is not who signs. */
    readonly author?: Signature
  }): Result<string, GitFailure> {
    const now = rawDate(new Date())
    const signed = ({ name, email, date }: Signature): string => `${name} <${email}> ${date ?? now}`
    const lines = [
      `tree ${options.tree}`,
      ...options.parents.map((parent) => `parent ${parent}`),
      `author ${signed(options.author ?? options.signature)}`,
      `committer ${signed(options.signature)}`,
      '',
      options.message.replaceAll('\0', ''),
    ]
    try {
      const bytes = Buffer.from(lines.join('\n'))
      return ok(storeLooseObject(this.#made, this.format, 'commit', bytes, this.#shared))
    } catch (error) {
      return notStored('make a commit', error)
    }
  }

  /** Ends what runs and removes the temporary folder. */
  dispose(): void {
    this.#catFile.dispose()
    rmSync(this.#temporary, { recursive: true, force: true })
  }
}

/** What the file system said of an object that was to be stored by our own hand. */
function notStored(purpose: string, error: unknown): Result<never, GitFailure> {
  const stderr = error instanceof Error ? error.message : String(error)
  return err({ kind: 'failed', purpose, args: [], exitCode: null, stderr })
}

/** Has git find the objects of one folder in another one, too. Quoted, so that no name of a folder is two. */
async function writeAlternate(folder: string, other: string): Promise<void> {
  const quoted = other.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')
  await mkdir(path.join(folder, 'info'), { recursive: true })
  await writeFile(path.join(folder, 'info', 'alternates'), `"${quoted}"\n`)
}

/** A date as git writes it, in the zone of this machine. */
function rawDate(date: Date): string {
  const zone = -date.getTimezoneOffset()
  const digits = (value: number): string => String(Math.trunc(value)).padStart(2, '0')
  const offset = `${zone < 0 ? '-' : '+'}${digits(Math.abs(zone) / 60)}${digits(Math.abs(zone) % 60)}`
  return `${Math.floor(date.getTime() / 1000)} ${offset}`
}
