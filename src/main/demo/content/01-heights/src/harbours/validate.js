import { isConstituent } from '../tide/constituents.js'

/** Problems of a harbour file, each as a sentence; an empty list for a good one. */
export function problemsOf(harbour) {
  const problems = []
  if (typeof harbour.name !== 'string' || harbour.name === '') problems.push('It has no name.')
  if (!Number.isFinite(harbour.meanLevel)) problems.push('Its mean level is not a number.')
  const names = Object.keys(harbour.constituents ?? {})
  if (names.length === 0) problems.push('It has no constituents.')
  for (const name of names) {
    const { amplitude, phase } = harbour.constituents[name]
    if (!isConstituent(name)) problems.push(`The constituent ${name} is unknown.`)
    if (!(amplitude >= 0)) problems.push(`The amplitude of ${name} is not a positive number.`)
    if (!(phase >= 0 && phase < 360)) problems.push(`The phase of ${name} is not an angle.`)
  }
  return problems
}
