import type { RunningTurn } from './ports.ts'
import type { SessionContext } from './session-context.ts'

/** Gives words of the person to the agent of a turn while it works. */
export class Steering {
  readonly #context: SessionContext
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(context: SessionContext) {
    this.#context = context
  }

  /**
   * Gives a follow-up that waits to the agent. Whether that took it: then it is in the timeline, and waits no more. Until
   * then it is kept as one that waits, so that no end of the workbench loses it.
   */
  steer(session: string, turn: number, running: RunningTurn, followUp: string): Promise<boolean> {
    const steering = this.#steer(session, turn, running, followUp)
    const settled = steering.catch(() => undefined).finally(() => this.#underWay.delete(settled))
    this.#underWay.add(settled)
    return steering
  }

  /** Settles when nothing is on its way: only then is it known what waits for the next turn. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  async #steer(session: string, turn: number, running: RunningTurn, id: string): Promise<boolean> {
    const { registry, timelines, prompts } = this.#context
    const followUp = registry.find(session)?.waiting.find((one) => one.id === id)
    if (followUp === undefined) return false
    const over = running.done.then(
      () => false,
      () => false,
    )
    if (!(await Promise.race([running.steer(followUp.text), over]))) return false
    timelines.report(session, turn, {
      id: `t${turn}-steer-${id}`,
      kind: 'prompt',
      state: 'completed',
      text: followUp.text,
    })
    if (followUp.client)
      timelines.tell(session, turn, {
        id: `t${turn}-steer-${id}-client`,
        kind: 'notice',
        state: 'completed',
        text: 'This was said from the command line.',
      })
    const waiting = registry.find(session)?.waiting ?? []
    registry.wait(
      session,
      waiting.filter((one) => one.id !== id),
    )
    prompts.remember([followUp.text])
    return true
  }
}
