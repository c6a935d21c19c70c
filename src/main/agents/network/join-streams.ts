import type { Socket } from 'node:net'

/** Passes on what each says to the other, until both have ended; one that breaks off ends both. */
export function joinStreams(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    // What it said before its end is still passed on.
    from.once('close', () => (from.readableEnded ? to.destroySoon() : to.destroy()))
    from.pipe(to)
  }
}
