import { readFile, writeFile } from 'node:fs/promises'
import { commands, type Command, type CommandScope } from '../src/shared/commands/index.ts'
import { keyText } from '../src/shared/commands/keys.ts'

const target = new URL('../docs/keys.md', import.meta.url)

const where: Readonly<Record<CommandScope, string>> = {
  always: 'everywhere, in dialogs too',
  everywhere: 'everywhere',
  session: 'wherever a session is open',
  queue: 'in the queue',
  review: 'in the review',
  context: 'in the context',
  composer: 'in the composer',
  landing: 'in the landing sheet',
  followUp: 'in the follow-up field',
  fork: 'in the dialog that forks a session',
  find: 'in the search',
  ask: 'in what the agent asks',
  lines: 'in the list of lines of a hunk',
  conflict: 'while the sides of a conflict are shown',
}

function keysOf(command: Command, platform: 'mac' | 'other'): string {
  return command.keys.map((key) => `\`${keyText(key, platform)}\``).join(' or ')
}

/** A table whose columns are padded, as the formatter wants it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  )
}

/** The document of all keys, as `docs/keys.md` must be. */
export function keysDocument(): string {
  const groups = [...new Set(commands.map((command) => command.group))]
  const sections = groups.map((group) => {
    const rows = commands
      .filter((command) => command.group === group && command.keys.length > 0)
      .map((command) => [
        command.title,
        keysOf(command, 'other'),
        keysOf(command, 'mac'),
        where[command.scope],
      ])
    return `## ${group}\n\n${table([['What', 'Key', 'On a Mac', 'Where'], ...rows])}`
  })
  const parts = [
    '# Keys',
    'Generated from the command registry by `scripts/generate-keys.ts`; do not edit it by hand.',
    'A capital letter is the letter with Shift. Single keys never work while text is being typed. The same list opens with `?` in Winnow, and every command is in the palette.',
    ...sections,
  ]
  return `${parts.join('\n\n')}\n`
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '')) {
  const fresh = keysDocument()
  const before = await readFile(target, 'utf8').catch(() => '')
  if (before !== fresh) await writeFile(target, fresh)
  console.log(before === fresh ? 'docs/keys.md is fresh.' : 'docs/keys.md was written.')
}
