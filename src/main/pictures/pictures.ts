import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { KeptPicture, PictureFailure } from '#shared/contract/picture.ts'
import {
  namedPictures,
  pictureLimits,
  placedPictures,
  withoutPictures,
  type Homes,
  type NamedPicture,
} from '#shared/domain/picture/named-pictures.ts'
import { pictureShape, type PictureKind } from '#shared/domain/picture/picture-kind.ts'
import { withPlainFile } from '../git/plain-file.ts'

/** Milliseconds for which a picture is kept that no draft names: what is typed is a draft only after a moment. */
const forgottenAfter = 24 * 60 * 60_000
/** The same once there is no room for another one. */
const forgottenWhenFull = 60 * 60_000

/**
 * The pictures that prompts name, as files: those of unsent prompts in `<home>/pictures`, those of a session in
 * `<home>/sessions/<session>/pictures`, where they stay and go with it. A file's name is made of what is in it, so what
 * was changed since, by an agent say, is not taken for it.
 */
export class Pictures {
  readonly #home: string
  readonly #homes: Homes
  /** What the person has not sent yet. */
  readonly #drafts: () => readonly string[]

  constructor(homes: Homes, drafts: () => readonly string[]) {
    this.#homes = homes
    ;[this.#home] = homes
    this.#drafts = drafts
  }

  /** Keeps a picture for an unsent prompt, on the disk before it answers. */
  async keep(bytes: Uint8Array): Promise<Result<KeptPicture, PictureFailure>> {
    if (bytes.length > pictureLimits.bytes)
      return failure(
        'tooLarge',
        `This picture has ${megabytes(bytes.length)}, and a prompt takes at most ${megabytes(pictureLimits.bytes)} for one. Nothing was added. Make it smaller, or name its file in the prompt.`,
      )
    const shape = pictureShape(bytes)
    if (shape === null)
      return failure(
        'noPicture',
        'This is no picture that a prompt takes: PNG, JPEG, GIF and WebP are, by what is in the file. Nothing was added. Name its file in the prompt instead.',
      )
    if (Math.max(shape.width, shape.height) > pictureLimits.side)
      return failure(
        'tooLarge',
        `This picture is ${shape.width} × ${shape.height} pixels, and a prompt takes at most ${pictureLimits.side} on a side. Nothing was added. Make it smaller, or name its file in the prompt.`,
      )
    const file = path.join(this.#unsent, `${hashOf(bytes)}.${shape.kind}`)
    try {
      if (!(await this.#hasRoom(file, bytes.length)))
        return failure(
          'full',
          `Pictures of unsent prompts take all the room that there is for them (${pictureLimits.unsent} pictures, ${megabytes(pictureLimits.unsentBytes)}). Nothing was added. Send or empty a prompt that has pictures first.`,
        )
      await putFile(file, bytes)
    } catch (error) {
      return failure(
        'failed',
        `The picture could not be written (${(error as Error).message}). Nothing was added. Check the data folder, then add it again.`,
      )
    }
    return ok({ path: file, ...shape })
  }

  /** The bytes of a picture of this data folder. */
  async get(
    file: string,
  ): Promise<Result<{ readonly kind: PictureKind; readonly bytes: Buffer }, PictureFailure>> {
    const [named] = namedPictures(file, this.#homes)
    const isWhole = named?.start === 0 && named.end === file.length
    const bytes = isWhole ? await this.#read(named) : null
    const shape = bytes === null ? null : pictureShape(bytes)
    if (bytes === null || shape === null)
      return failure(
        'notFound',
        'This picture is not kept any more, or was changed since it was added. Nothing else was touched. Remove it from the prompt, and add it again.',
      )
    return ok({ kind: shape.kind, bytes })
  }

  /** A text as a person reads it, without the paths of pictures. */
  words(text: string): string {
    return withoutPictures(text, this.#homes)
  }

  /** A text with its pictures named where they are, though the data folder was moved since it was written. */
  placed(text: string): string {
    return placedPictures(text, this.#homes)
  }

  /** The pictures that a text names and that are there, each once: absolute paths. */
  async named(text: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const named of unique(namedPictures(text, this.#homes)))
      if ((await this.#read(named)) !== null) found.push(named.path)
    return found
  }

  /** Why a text can't be sent: a sentence on pictures that it names and that are not there, or on too many; else null. */
  async obstacle(text: string): Promise<string | null> {
    const named = unique(namedPictures(text, this.#homes))
    if (named.length > pictureLimits.inPrompt)
      return `This prompt names ${named.length} pictures, and one prompt takes ${pictureLimits.inPrompt}. Nothing was sent. Remove some of them.`
    for (const one of named)
      if ((await this.#read(one)) === null)
        return `The picture ${one.path} is not kept any more, or was changed since it was added. Nothing was sent. Remove it from the prompt, and add it again.`
    return null
  }

  /**
   * Keeps what a text names beside a session, on the disk before it answers; gives the text, which names what is kept there.
   * The error is a sentence.
   */
  async take(session: string, text: string): Promise<Result<string, string>> {
    const named = namedPictures(text, this.#homes)
    if (named.length === 0) return ok(text)
    const obstacle = await this.obstacle(text)
    if (obstacle !== null) return err(obstacle)
    const folder = path.join(this.#home, 'sessions', session, 'pictures')
    try {
      const there = new Set(await readdir(folder).catch((): string[] => []))
      if (new Set([...there, ...named.map(({ name }) => name)]).size > pictureLimits.inSession)
        return err(
          `The prompts of one session take ${pictureLimits.inSession} pictures, and this one would be beyond that. Nothing was sent. Remove its pictures, or start a new task with them.`,
        )
      for (const one of unique(named)) {
        const bytes = path.dirname(one.path) === folder ? null : await this.#read(one)
        if (bytes !== null) await putFile(path.join(folder, one.name), bytes)
      }
    } catch (error) {
      return err(
        `The pictures of this prompt could not be kept beside its session (${(error as Error).message}). Nothing was sent. Check the data folder, then send it again.`,
      )
    }
    let taken = ''
    let at = 0
    for (const { start, end, name } of named) {
      taken += text.slice(at, start) + path.join(folder, name)
      at = end
    }
    return ok(taken + text.slice(at))
  }

  /** Deletes pictures that no draft has named for a day; what can't be deleted stays. */
  async sweep(after = forgottenAfter): Promise<void> {
    const kept = new Set<string>(
      this.#drafts().flatMap((text) => namedPictures(text, this.#homes).map(({ name }) => name)),
    )
    for (const name of await readdir(this.#unsent).catch(() => [])) {
      if (kept.has(name)) continue
      const file = path.join(this.#unsent, name)
      const found = await stat(file).catch(() => null)
      if (found !== null && Date.now() - found.mtimeMs >= after)
        await rm(file, { force: true }).catch(() => undefined)
    }
  }

  get #unsent(): string {
    return path.join(this.#home, 'pictures')
  }

  async #hasRoom(file: string, bytes: number): Promise<boolean> {
    for (const isSwept of [false, true]) {
      if (isSwept) await this.sweep(forgottenWhenFull)
      const names = await readdir(this.#unsent).catch((): string[] => [])
      if (names.includes(path.basename(file))) return true
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(path.join(this.#unsent, name)).catch(() => null))?.size ?? 0),
      )
      const used = sizes.reduce((sum, size) => sum + size, 0)
      if (names.length < pictureLimits.unsent && used + bytes <= pictureLimits.unsentBytes) return true
    }
    return false
  }

  /** What is in a picture's file, or null where that is not there or is not what its name says. */
  async #read({ path: file, name }: NamedPicture): Promise<Buffer | null> {
    const whole = await withPlainFile(
      file,
      async (handle, { size }) => {
        if (size > pictureLimits.bytes) return null
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0)
        return bytesRead === size ? buffer : null
      },
      { followLinks: false },
    ).catch(() => null)
    return whole !== null && name.startsWith(`${hashOf(whole)}.`) ? whole : null
  }
}

function failure(kind: PictureFailure['kind'], message: string): Result<never, PictureFailure> {
  return err({ kind, message })
}

function unique(named: readonly NamedPicture[]): readonly NamedPicture[] {
  return [...new Map(named.map((one) => [one.path, one])).values()]
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 20)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes % 1_000_000 === 0 ? 0 : 1)} MB`
}

/** Puts a file in its place whole, over whatever an agent may have put there, and waits until the disk has it. */
async function putFile(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const next = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(next, bytes, { mode: 0o600, flag: 'wx', flush: true })
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined)
    throw error
  }
  // Some systems open no folder; there the name is on the disk a moment later.
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
