import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

/** What is kept of output, in bytes. */
export interface OutputLimits {
  /** The beginning of an item's output. */
  readonly head: number
  /** A part of its end; two of them are kept, so that one of them is always whole. */
  readonly segment: number
  /** The items of one session together; those that come after it keep only a short end. */
  readonly session: number
  /** A part of such a short end. */
  readonly shortSegment: number
}

export const outputLimits: OutputLimits = {
  head: 16_000_000,
  segment: 4_000_000,
  session: 256_000_000,
  shortSegment: 64_000,
}

/** What the logs of one session hold on disk. */
export interface KeptOutput {
  bytes: number
}

interface Part {
  readonly name: string
  /** Place of its first byte in the whole output. */
  readonly start: number
  readonly size: number
}

/** A part of an item's output; offsets are those of the whole output, of which the middle may be left out. */
interface ReadOutput {
  readonly from: number
  readonly total: number
  readonly bytes: Buffer
  readonly leftOut: { readonly from: number; readonly to: number } | null
}

/**
 * The output of one item on disk: its beginning in one file and, once that is full, its end in two files that take
 * turns, named by their place in the whole output. So a command may print for ever, and is neither stopped nor held up.
 */
export class OutputLog {
  readonly #name: string
  readonly #limits: OutputLimits
  readonly #kept: KeptOutput
  readonly #segments: Part[]
  #head: number
  #file: FileHandle | null = null
  #fileSize = 0
  /** Bytes of output so far, left out or not. */
  end: number

  private constructor(name: string, limits: OutputLimits, kept: KeptOutput, parts: readonly Part[]) {
    this.#name = name
    this.#limits = limits
    this.#kept = kept
    this.#head = headOf(parts)
    this.#segments = parts.filter((part) => part.name !== name)
    this.end = endOf(parts)
  }

  /** Opens the log that begins in the file `name`, or makes it. */
  static async open(name: string, limits: OutputLimits, kept: KeptOutput): Promise<OutputLog> {
    await mkdir(path.dirname(name), { recursive: true, mode: 0o700 })
    return new OutputLog(name, limits, kept, await partsOf(name))
  }

  /** Bytes between the kept beginning and the kept end. */
  get leftOut(): number {
    return (this.#segments[0]?.start ?? this.#head) - this.#head
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let left = bytes; left.length > 0;) {
      const room = this.#headRoom()
      const written = room > 0 ? await this.#toHead(left, room) : await this.#toSegment(left)
      this.end += written
      this.#kept.bytes += written
      left = left.subarray(written)
    }
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }

  #headRoom(): number {
    if (this.#segments.length > 0) return 0
    return Math.min(this.#limits.head - this.#head, this.#limits.session - this.#kept.bytes)
  }

  async #toHead(bytes: Uint8Array, room: number): Promise<number> {
    this.#file ??= await open(this.#name, 'a', 0o600)
    const { bytesWritten } = await this.#file.write(bytes, 0, Math.min(room, bytes.length))
    this.#head += bytesWritten
    return bytesWritten
  }

  async #toSegment(bytes: Uint8Array): Promise<number> {
    const limit = this.#segmentLimit()
    const known = this.#segments.length > 0 && this.#fileSize < limit ? this.#file : null
    const file = known ?? (await this.#nextSegment())
    const { bytesWritten } = await file.write(bytes, 0, Math.min(limit - this.#fileSize, bytes.length))
    this.#fileSize += bytesWritten
    return bytesWritten
  }

  #segmentLimit(): number {
    const { session, segment, shortSegment } = this.#limits
    return this.#kept.bytes + segment > session ? shortSegment : segment
  }

  async #nextSegment(): Promise<FileHandle> {
    await this.close()
    const name = `${this.#name}.${this.end}`
    const file = await open(name, 'w', 0o600)
    this.#file = file
    this.#fileSize = 0
    if (this.#segments.at(-1)?.name !== name) this.#segments.push({ name, start: this.end, size: 0 })
    while (this.#segments.length > 2) {
      const [oldest, next] = this.#segments
      if (!oldest || !next) break
      await rm(oldest.name, { force: true })
      this.#kept.bytes -= next.start - oldest.start
      this.#segments.shift()
    }
    return file
  }
}

/** Reads `length` bytes from `from` (negative: from the end); what was left out is passed over, never made up. */
export async function readOutputWindow(name: string, from: number, length: number): Promise<ReadOutput> {
  for (let attempt = 1; ; attempt += 1) {
    const parts = await partsOf(name)
    try {
      return await readParts(name, parts, from, length)
    } catch (error) {
      // The end moves on while it is read.
      if (attempt === 5 || !isMissing(error)) throw error
    }
  }
}

async function readParts(
  name: string,
  parts: readonly Part[],
  from: number,
  length: number,
): Promise<ReadOutput> {
  const total = endOf(parts)
  const head = headOf(parts)
  const tail = parts.find((part) => part.name !== name)?.start ?? head
  const wanted = Math.min(Math.max(from < 0 ? total + from : from, 0), total)
  const start = wanted >= head && wanted < tail ? tail : wanted
  const read: Buffer[] = []
  let at = start
  for (const part of parts) {
    const size = Math.min(part.start + part.size - at, start + length - at)
    if (part.start > at || size <= 0) continue
    const bytes = Buffer.alloc(size)
    const file = await open(part.name, 'r')
    try {
      const { bytesRead } = await file.read(bytes, 0, size, at - part.start)
      read.push(bytes.subarray(0, bytesRead))
      at += bytesRead
    } finally {
      await file.close()
    }
  }
  const leftOut = tail > head ? { from: head, to: tail } : null
  return { from: start, total, bytes: Buffer.concat(read), leftOut }
}

/** What the logs in a session's folder hold. */
export async function keptOutput(folder: string): Promise<number> {
  const names = (await namesIn(folder)).filter((name) => /\.log(\.\d+)?$/.test(name))
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** How long the output of each item is whose log is in a session's folder, with what was left out of it. */
export async function outputSizes(folder: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for (const name of await namesIn(folder)) {
    const [, item, start = '0'] = /^(.+)\.log(?:\.(\d+))?$/.exec(name) ?? []
    if (item === undefined) continue
    const end = Number(start) + (await sizeOf(path.join(folder, name)))
    sizes.set(item, Math.max(sizes.get(item) ?? 0, end))
  }
  return sizes
}

/** The files of a log in the order of what they hold. */
async function partsOf(name: string): Promise<readonly Part[]> {
  const prefix = `${path.basename(name)}.`
  const starts = (await namesIn(path.dirname(name)))
    .filter((other) => other.startsWith(prefix) && /^\d+$/.test(other.slice(prefix.length)))
    .map((other) => Number(other.slice(prefix.length)))
    .sort((a, b) => a - b)
  const parts = [{ name, start: 0 }, ...starts.map((start) => ({ name: `${name}.${start}`, start }))]
  return Promise.all(parts.map(async (part) => ({ ...part, size: await sizeOf(part.name) })))
}

const headOf = (parts: readonly Part[]): number => parts[0]?.size ?? 0
const endOf = (parts: readonly Part[]): number => parts.reduce((_, part) => part.start + part.size, 0)

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) return 0
      throw error
    },
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
