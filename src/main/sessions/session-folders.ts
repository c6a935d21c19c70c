import { lstat, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** The folders of sessions' own files: `<root>/<session>`, with the agent's state in `agent` below. */
export class SessionFolders {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  of(session: string): string {
    return path.join(this.#root, session)
  }

  /** The folder of the data folder that the folders of all sessions are in. */
  get home(): string {
    return path.dirname(this.#root)
  }

  /** The logs of outputs in a session's folder, and what they take on the disk. */
  async logs(session: string): Promise<readonly { readonly file: string; readonly bytes: number }[]> {
    const folder = this.of(session)
    // Behind a link there is nothing of the session's.
    if (!(await lstat(folder).catch(() => null))?.isDirectory()) return []
    const logs: { readonly file: string; readonly bytes: number }[] = []
    for (const name of await readdir(folder).catch(() => [])) {
      const file = path.join(folder, name)
      const found = /\.log(\.\d+)?$/.test(name) ? await lstat(file).catch(() => null) : null
      if (found?.isFile()) logs.push({ file, bytes: found.blocks * 512 })
    }
    return logs
  }

  /** Deletes the logs of a session's outputs; what can't be deleted stays. */
  async removeLogs(session: string): Promise<void> {
    for (const { file } of await this.logs(session)) await rm(file, { force: true }).catch(() => undefined)
  }

  /** Deletes the folder of a session that never came to be. */
  async removeNew(session: string): Promise<void> {
    const folder = this.of(session)
    if ((await lstat(folder).catch(() => null))?.isDirectory())
      await rm(folder, { recursive: true, force: true })
  }

  /** Moves an agent's state aside, so that the turn of that number begins without any. */
  async setAgentAside(session: string, turn: number): Promise<void> {
    const folder = this.agent(session)
    await rename(folder, `${folder}-before-turn-${turn}`).catch(() => undefined)
  }

  /** Removes what a killed turn was given to read. */
  async removePrompts(session: string): Promise<void> {
    const folder = this.agent(session)
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith('prompt-')) await rm(path.join(folder, name), { force: true })
  }

  /** The folder of the agent's state. */
  agent(session: string): string {
    return path.join(this.of(session), 'agent')
  }
}
