/** The time, passed in so that tests can set it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May go backwards: order things by sequence numbers, not by this. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
