const feetPerMetre = 3.280839895
const inchesPerFoot = 12

/** A height in metres, to a tenth: "2.4 m". */
export function inMetres(height) {
  return `${height.toFixed(1)} m`
}

/** A height in feet and whole inches: "7 ft 10 in". */
export function inFeet(height) {
  const feet = Math.floor(height * feetPerMetre)
  const inches = Math.round((height * feetPerMetre - feet) * inchesPerFoot)
  return `${feet} ft ${inches} in`
}

/** A height in the unit that the flags ask for. */
export function heightText(height, flags) {
  return flags.feet ? inFeet(height) : inMetres(height)
}
