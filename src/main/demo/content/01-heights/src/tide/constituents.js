/**
 * Speeds of the tidal constituents that matter on these coasts, in degrees per hour.
 * M2 and S2 are the moon's and the sun's own tides; M4 is what shallow water makes of M2.
 */
export const speeds = Object.freeze({
  M2: 28.9841042,
  S2: 30.0,
  N2: 28.4397295,
  K1: 15.0410686,
  O1: 13.9430356,
  M4: 57.9682084,
})

/** Phases in the harbour files are given for this moment. */
export const epoch = new Date('2024-01-01T00:00:00Z')

export function isConstituent(name) {
  return Object.hasOwn(speeds, name)
}
