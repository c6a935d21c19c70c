import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Serial } from '#shared/base/serial.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import { writeWhole } from './kept-thread.ts'

const kept = z.record(z.string(), z.array(z.string()))

/** Models of one agent that are kept at most. */
const most = 200

/** The models that agents told of in their last session, so that they can be chosen from for the next one. */
export class ToldModels {
  readonly #file: string
  readonly #writing = new Serial()
  #known: Promise<Map<AgentKind, readonly string[]>> | null = null

  /** `folder` is made when something is told. */
  constructor(folder: string) {
    this.#file = path.join(folder, 'agent-models.json')
  }

  async of(kind: AgentKind): Promise<readonly string[]> {
    return (await this.#read()).get(kind) ?? []
  }

  /** Keeps them; where that can't be written they are known until the end of this run. */
  tell(kind: AgentKind, models: readonly string[]): void {
    void this.#writing.run(async () => {
      const known = await this.#read()
      const told = [...new Set(models)].slice(0, most)
      if (told.join('\n') === known.get(kind)?.join('\n')) return
      known.set(kind, told)
      try {
        // Only this one folder: a data folder that is gone meanwhile is not made again for it.
        await mkdir(path.dirname(this.#file), { mode: 0o700 }).catch(() => undefined)
        await writeWhole(this.#file, JSON.stringify(Object.fromEntries(known)))
      } catch {
        // They are told again by the next session.
      }
    })
  }

  #read(): Promise<Map<AgentKind, readonly string[]>> {
    return (this.#known ??= readFile(this.#file, 'utf8').then(
      (text) => new Map<AgentKind, readonly string[]>(entriesOf(text)),
      () => new Map<AgentKind, readonly string[]>(),
    ))
  }
}

function entriesOf(text: string): readonly [AgentKind, readonly string[]][] {
  try {
    return Object.entries(kept.parse(JSON.parse(text)))
  } catch {
    return []
  }
}
