import { parseArgs } from 'node:util'
import { err, ok, type Result } from '#shared/base/result.ts'

/** What can be measured by itself. */
export const parts = ['count', 'page', 'mutants'] as const
export type ReadingPart = (typeof parts)[number]

interface Options {
  /** What is measured: all where none is named. */
  readonly parts: ReadonlySet<ReadingPart>
  /** The file of changes, and the folder with the clones that have them; null: this project's own history. */
  readonly corpus: { readonly file: string; readonly repositories: string } | null
  /** How many changes are read in the page. */
  readonly sample: number
  /** How many mutants are put into what is listed or folded, at most. */
  readonly mutants: number
  /** Leaves the document as it is. */
  readonly dry: boolean
}

/** Reads the command line; the error is a sentence. */
export function readOptions(args: readonly string[]): Result<Options, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        corpus: { type: 'string' },
        repositories: { type: 'string' },
        sample: { type: 'string', default: '12' },
        mutants: { type: 'string', default: '12000' },
        dry: { type: 'boolean', default: false },
      },
    })
    const numbers = { sample: Number(values.sample), mutants: Number(values.mutants) }
    for (const [name, value] of Object.entries(numbers))
      if (!Number.isSafeInteger(value) || value < 0) return err(`--${name} takes a number.`)
    const named = parts.filter((part) => positionals.includes(part))
    if (named.length < positionals.length) return err(`What can be measured is ${parts.join(', ')}.`)
    const common = { parts: new Set(named.length > 0 ? named : parts), ...numbers }
    const { corpus: file, repositories, dry } = values
    if (file === undefined && repositories === undefined) return ok({ corpus: null, ...common, dry })
    if (file === undefined || repositories === undefined)
      return err(
        '--corpus FILE and --repositories DIR go together: the clones of DIR, each named owner+name, have the commits that FILE names.',
      )
    return ok({ corpus: { file, repositories }, ...common, dry })
  } catch (error) {
    return err(`${error instanceof Error ? error.message : String(error)}.`)
  }
}
