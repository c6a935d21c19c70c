import { readdir, rename, rm } from 'node:fs/promises'
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

  /** Moves an agent's state aside, so that the turn of that number begins without any. */
  async setAgentAside(session: string, turn: number): Promise<void> {
    const folder = this.#agent(session)
    await rename(folder, `${folder}-before-turn-${turn}`).catch(() => undefined)
  }

  /** Removes what a killed turn was given to read. */
  async removePrompts(session: string): Promise<void> {
    const folder = this.#agent(session)
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith('prompt-')) await rm(path.join(folder, name), { force: true })
  }

  #agent(session: string): string {
    return path.join(this.of(session), 'agent')
  }
}
