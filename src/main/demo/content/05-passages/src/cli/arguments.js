import { parseArgs } from 'node:util'
import { UsageError } from '../errors.js'

const options = {
  date: { type: 'string' },
  draught: { type: 'string' },
  feet: { type: 'boolean' },
  margin: { type: 'string' },
  sill: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
}

/** Splits the command line: `{ command, words, flags }`. Flags that do not exist are complained about. */
export function readArguments(args) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [command = 'help', ...words] = positionals
    return { command: values.help ? 'help' : command, words, flags: values }
  } catch (error) {
    throw new UsageError(error.message)
  }
}

/** The day that was asked for, as its first moment in UTC; today when none was. */
export function dayOf(flags, now) {
  if (flags.date === undefined) {
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  }
  const day = new Date(`${flags.date}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(flags.date) || Number.isNaN(day.getTime())) {
    throw new UsageError(`${flags.date} is not a date. Write it as 2024-07-31.`)
  }
  return day
}

/** A length in metres from a flag; complains when it is missing and has no default, or is no number. */
export function metresOf(flags, name, byDefault) {
  const text = flags[name]
  if (text === undefined && byDefault !== undefined) return byDefault
  if (text === undefined) throw new UsageError(`--${name} is missing: a length in metres.`)
  const metres = Number(text.replace(',', '.'))
  if (!Number.isFinite(metres)) throw new UsageError(`${text} is not a length in metres.`)
  return metres
}
