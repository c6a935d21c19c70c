/** Seconds of a modelled reader; stated with every figure that is made of them. */
export const model = {
  key: 0.2,
  pointer: 1.1,
  /** Seconds a painted line takes to read, and what the table is given for besides. */
  line: 0.6,
  lineChoices: [0, 0.3, 0.6],
  /** Rows of one screen, where no real one was measured: 1080 pixels without bars, at 20 each. */
  screenRows: 45,
} as const

/** What a reading took. */
export interface Reading {
  /** Keys that decide, move or page. */
  readonly keys: number
  readonly pointerMoves: number
  /** Seconds from keys to what they led to. */
  readonly waited: number
  /** Changed lines that were put on screen, each as often as a revision asked for it. */
  readonly painted: number
}

export const nothingRead: Reading = { keys: 0, pointerMoves: 0, waited: 0, painted: 0 }

export const addReadings = (one: Reading, other: Reading): Reading => ({
  keys: one.keys + other.keys,
  pointerMoves: one.pointerMoves + other.pointerMoves,
  waited: one.waited + other.waited,
  painted: one.painted + other.painted,
})

/** Seconds that a reading takes by the model, at so many seconds a line. */
export function secondsOf(reading: Reading, line: number = model.line): number {
  const hands = model.key * reading.keys + model.pointer * reading.pointerMoves
  return hands + reading.waited + line * reading.painted
}

/** Keys that decide these units one by one, paging through each that is taller than the screen. */
export function keysFor(units: readonly { readonly rows: number }[], screenRows = model.screenRows): number {
  return units.reduce((sum, { rows }) => sum + Math.max(1, Math.ceil(rows / screenRows)), 0)
}
