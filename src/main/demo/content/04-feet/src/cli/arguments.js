import { parseArgs } from 'node:util'
import { UsageError } from '../errors.js'

const options = {
  date: { type: 'string' },
  feet: { type: 'boolean' },
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
