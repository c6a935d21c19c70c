import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The tools that the person allowed for the whole session, kept in its folder. */
export class AllowedTools {
  readonly #file: string
  #names: Promise<Set<string>> | null = null

  constructor(folder: string) {
    this.#file = path.join(folder, 'allowed-tools.json')
  }

  async has(name: string): Promise<boolean> {
    return (await this.#read()).has(name)
  }

  async add(name: string): Promise<void> {
    const names = await this.#read()
    names.add(name)
    await writeFile(`${this.#file}.part`, JSON.stringify([...names]), { mode: 0o600 })
    await rename(`${this.#file}.part`, this.#file)
  }

  #read(): Promise<Set<string>> {
    this.#names ??= readFile(this.#file, 'utf8').then(
      (text) => {
        const names: unknown = JSON.parse(text)
        return new Set(Array.isArray(names) ? names.filter((one) => typeof one === 'string') : [])
      },
      () => new Set<string>(),
    )
    return this.#names
  }
}
