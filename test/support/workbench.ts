import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { unwrap } from '#shared/base/result.ts'
import type { Session, SessionState } from '#shared/domain/session/session.ts'
import { changedSession } from '#shared/domain/session/summary.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { WorkbenchOptions } from '#main/wiring/workbench-options.ts'
import { createWorkbench, type Workbench } from '#main/workbench.ts'
import { testGitEnvironment } from './repository.ts'

/** A workbench in this process, spoken to by the contract in memory, as every host does. */
export class TestWorkbench {
  readonly client: Omit<WorkbenchClient, 'host'>
  readonly #workbench: Workbench

  private constructor(workbench: Workbench) {
    this.#workbench = workbench
    this.client = createRouterClient(workbench.router)
  }

  /** What a host serves to others. */
  get router(): Workbench['router'] {
    return this.#workbench.router
  }

  /** Starts it on a data folder below `folder`; the same one again after `end` is a restart. */
  static async start(folder: string, options: Partial<WorkbenchOptions> = {}): Promise<TestWorkbench> {
    const home = path.join(folder, 'winnow')
    const env = { ...testGitEnvironment(folder), SHELL: '/bin/sh', ...options.env }
    return new TestWorkbench(
      unwrap(
        await createWorkbench({ home, host: 'command', version: '0', openedPath: null, ...options, env }),
      ),
    )
  }

  async open(folder: string): Promise<string> {
    return unwrap(await this.client.repository.open({ path: folder })).id
  }

  /** Starts one task of a command agent and gives its session. */
  async task(
    repository: string,
    command: string,
    prompt = 'do it',
    followUpCommand?: string,
  ): Promise<string> {
    const agent = { kind: 'command' as const, command, followUpCommand }
    const made = unwrap(await this.client.session.submit({ tasks: [{ repository, prompt, agent }] }))
    return made.sessions[0] ?? ''
  }

  /** Waits until a session satisfies `condition`. */
  async until(session: string, condition: (session: Session) => boolean): Promise<Session> {
    for await (const event of await this.client.session.watch()) {
      if (event.type !== 'snapshot' && changedSession(event) !== session) continue
      const found = await this.client.session.get({ session })
      if (found.ok && condition(found.value)) return found.value
    }
    throw new Error('the stream of sessions ended')
  }

  /** Waits until a session has one of these states. */
  state(session: string, ...states: readonly SessionState[]): Promise<Session> {
    return this.until(session, (found) => states.includes(found.state))
  }

  /** Accepts every hunk of the session's newest revision. */
  async acceptAll(session: string): Promise<void> {
    const { files } = unwrap(await this.client.changeset.get({ session }))
    const decisions = files.flatMap(({ hunks }) =>
      hunks.map(({ id }) => ({ hunk: id, verdict: 'accept' as const })),
    )
    unwrap(await this.client.review.decide({ session, decisions }))
  }

  end(): Promise<void> {
    return this.#workbench.dispose()
  }
}
