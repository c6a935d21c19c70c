import { UsageError } from '../errors.js'
import { readArguments } from './arguments.js'
import { commands } from './commands/index.js'
import { helpText } from './help.js'

/**
 * Runs one command and gives the exit code: 0 when it did what was asked, 2 when the command line was wrong.
 * `world` is everything outside: the clock and the two outputs.
 */
export async function main(args, world) {
  try {
    const { command, words, flags } = readArguments(args)
    if (command === 'help') {
      world.write(helpText(commands))
      return 0
    }
    const chosen = commands[command]
    if (!chosen) throw new UsageError(`There is no command ${command}. \`tidewatch help\` lists them.`)
    world.write(await chosen.run({ words, flags, now: world.now }))
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    world.complain(`${error.message}\n`)
    return 2
  }
}
