import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const systemFile = '/etc/ssh/ssh_config'
/** As deep as ssh follows files that include others. */
const deepest = 16

/**
 * In a user namespace the files of root look like nobody's, and ssh refuses to read a part of its system-wide
 * configuration that is neither root's nor the person's. So the parts are copied, and a copy of the main file, which ssh
 * does not look at so closely, names the copies: it is mounted in its place. Null where no part is included.
 *
 * The copies are as the files were when this process first started an agent.
 */
export async function sshConfigurationInside(
  folder: string,
  file: string = systemFile,
): Promise<{ readonly file: string; readonly at: string } | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  const copies = new Copies(path.join(folder, 'ssh'), path.dirname(file))
  const main = await copies.rewrite(text, 0)
  if (copies.count === 0) return null
  return { file: await copies.write('ssh_config', main), at: file }
}

class Copies {
  readonly #folder: string
  readonly #base: string
  #made: Promise<unknown> | null = null
  count = 0

  /** `base` is what relative names of included files are relative to. */
  constructor(folder: string, base: string) {
    this.#folder = folder
    this.#base = base
  }

  /** The text of a configuration with its included files replaced by copies. */
  async rewrite(text: string, depth: number): Promise<string> {
    const lines = text.split('\n')
    const rewritten = lines.map(async (line) => {
      const names = /^\s*include(?:\s*=\s*|\s+)(.*)$/i.exec(line)?.[1]
      if (names === undefined || depth >= deepest) return line
      const words = names.match(/"[^"]*"|[^\s"]+/g) ?? []
      const files = await Promise.all(words.map((word) => this.#find(word.replaceAll('"', ''))))
      const copied = await Promise.all(files.flat().map((file) => this.#copy(file, depth + 1)))
      return copied.length === 0 ? line : `Include ${copied.map((file) => `"${file}"`).join(' ')}`
    })
    return (await Promise.all(rewritten)).join('\n')
  }

  async write(name: string, text: string): Promise<string> {
    this.#made ??= rm(this.#folder, { recursive: true, force: true }).then(() =>
      mkdir(this.#folder, { recursive: true, mode: 0o700 }),
    )
    await this.#made
    const file = path.join(this.#folder, name)
    await writeFile(file, text, { mode: 0o600 })
    return file
  }

  async #copy(file: string, depth: number): Promise<string> {
    const text = await readFile(file, 'utf8').catch(() => null)
    // What can't be read is ssh's to complain about.
    if (text === null) return file
    const name = `${(this.count += 1)}.conf`
    return this.write(name, await this.rewrite(text, depth))
  }

  /** The files that a name stands for, in order; signs for any characters only in its last part. */
  async #find(name: string): Promise<readonly string[]> {
    const whole = path.resolve(this.#base, name)
    const last = path.basename(whole)
    if (!/[*?[]/.test(last)) return [whole]
    const pattern = last
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    const folder = path.dirname(whole)
    const names = await readdir(folder).catch((): string[] => [])
    return names
      .filter((entry) => !entry.startsWith('.') && new RegExp(`^${pattern}$`).test(entry))
      .sort()
      .map((entry) => path.join(folder, entry))
  }
}
