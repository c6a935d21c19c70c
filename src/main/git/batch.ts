import { err, ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure, GitProcess } from './run.ts'

export interface GitObject {
  readonly oid: string
  readonly type: string
  readonly bytes: Buffer
}

type Answer = Result<GitObject | null, GitFailure>

/** In bytes: an id, a type and a size are far less. */
const longestHeader = 65_536

const idleMilliseconds = 20_000
const purpose = 'read objects'
const args = ['cat-file', '--batch']

/**
 * A long-lived `git cat-file --batch`: about 0.1 ms an object instead of a process each. It ends itself when it was
 * idle for 20 s and starts again when needed.
 */
export class CatFile {
  readonly #git: Git
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>
  #reader: BatchReader | null = null
  #idle: NodeJS.Timeout | null = null
  #disposed = false

  constructor(git: Git, folder: string, env: Readonly<Record<string, string>>) {
    this.#git = git
    this.#folder = folder
    this.#env = env
  }

  /** The object called `name` (an object id), or null if there is none. A failure once this is disposed. */
  async read(name: string): Promise<Answer> {
    // Whatever else would be read as several names, or as none.
    if (!/^[0-9a-f]+$/.test(name)) return ok(null)
    if (this.#disposed)
      return err({ kind: 'aborted', purpose, args, exitCode: null, stderr: 'the repository was closed' })
    this.#wake()
    const reader = this.#reader?.open ? this.#reader : this.#start()
    const answer = await reader.read(name)
    if (reader === this.#reader && reader.idle) this.#rest()
    return answer
  }

  dispose(): void {
    this.#disposed = true
    this.#wake()
    this.#close()
  }

  /** It is idle from now on. Answers that came together each say so: there is one timer, or the others would stay. */
  #rest(): void {
    this.#wake()
    this.#idle = setTimeout(() => this.#close(), idleMilliseconds)
  }

  #wake(): void {
    if (this.#idle) clearTimeout(this.#idle)
    this.#idle = null
  }

  #start(): BatchReader {
    const process = this.#git.start({ purpose, folder: this.#folder, args, env: this.#env })
    this.#reader = new BatchReader(process)
    return this.#reader
  }

  #close(): void {
    this.#reader?.close()
    this.#reader = null
  }
}

/** One process: answers come in the order of the questions. */
class BatchReader {
  readonly #process: GitProcess
  readonly #waiting: ((answer: Answer) => void)[] = []
  #chunks: Buffer[] = []
  #buffered = 0
  #header: { readonly oid: string; readonly type: string; readonly size: number } | null = null
  /** Whether it still takes questions. */
  open = true

  constructor(process: GitProcess) {
    this.#process = process
    process.atWork.rests()
    process.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#buffered += chunk.length
      this.#drain()
    })
    void process.done.then((done) => {
      this.open = false
      const failure: GitFailure = done.ok
        ? { kind: 'failed', purpose, args, exitCode: 0, stderr: done.value.stderr }
        : done.error
      for (const answer of this.#waiting.splice(0)) answer(err(failure))
    })
  }

  get idle(): boolean {
    return this.#waiting.length === 0
  }

  read(name: string): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.idle) this.#process.atWork.works()
      this.#waiting.push(resolve)
      this.#process.stdin.write(`${name}\n`)
    })
  }

  /** Takes no more questions; those asked are still answered. */
  close(): void {
    this.open = false
    this.#process.stdin.end()
  }

  #drain(): void {
    for (;;) {
      if (!this.#header) {
        const joined = this.#join()
        const end = joined.indexOf(10)
        if (end < 0) {
          // A line that has no end is no answer; whoever waits gets the failure when the process is gone.
          if (this.#buffered > longestHeader) this.#end()
          return
        }
        const line = joined.toString('latin1', 0, end)
        this.#drop(end + 1)
        const match = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line)
        if (!match) {
          this.#answer(ok(null))
          continue
        }
        this.#header = { oid: match[1] ?? '', type: match[2] ?? '', size: Number(match[3]) }
      }
      const { oid, type, size } = this.#header
      if (this.#buffered < size + 1) return
      // A copy: the object must not keep what came with it in memory.
      const bytes = Buffer.from(this.#join().subarray(0, size))
      this.#drop(size + 1)
      this.#header = null
      this.#answer(ok({ oid, type, bytes }))
    }
  }

  #answer(answer: Answer): void {
    const asked = this.#waiting.shift()
    if (this.idle) this.#process.atWork.rests()
    else this.#process.atWork.works()
    asked?.(answer)
  }

  #end(): void {
    this.open = false
    this.#chunks = []
    this.#buffered = 0
    this.#process.kill()
    this.#process.stdout.destroy()
  }

  #join(): Buffer {
    const [only] = this.#chunks
    if (only && this.#chunks.length === 1) return only
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }

  #drop(length: number): void {
    const rest = this.#join().subarray(length)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#buffered = rest.length
  }
}

/** What is said of an object that a repository has not. */
export function missingObject(oid: string): GitFailure {
  const stderr = `object ${oid} is missing`
  return { kind: 'failed', purpose: 'read a blob', args: ['cat-file', oid], exitCode: null, stderr }
}
