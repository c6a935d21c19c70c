import { Instrumenter } from '@stryker-mutator/instrumenter'
import type { Mutant } from './edits.ts'

const languages = /\.(?:[cm]?[jt]sx?)$/

const silent = (): void => undefined
const instrumenter = new Instrumenter({
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
})

/** A mutant of a whole text, by the lines that it replaces. */
interface PlacedMutant extends Mutant {
  /** 0-based, and how many lines of the text are replaced. */
  readonly from: number
  readonly count: number
}

/**
 * The mutants that a tester of tests would make of a text: other operators, conditions, literals, removed blocks. None for a
 * language that the instrumenter does not read, or a text that it can't.
 */
export async function operatorMutants(path: string, text: string): Promise<readonly PlacedMutant[]> {
  if (!languages.test(path)) return []
  try {
    const { mutants } = await instrumenter.instrument([{ name: `/${path}`, content: text, mutate: true }], {
      plugins: null,
      excludedMutations: [],
      ignorers: [],
    })
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
    return mutants.flatMap(({ location: { start, end }, replacement, mutatorName }) => {
      const [first, last] = [lines[start.line], lines[end.line]]
      if (first === undefined || last === undefined) return []
      const changed = first.slice(0, start.column) + replacement + last.slice(end.column)
      return [
        {
          operator: mutatorName,
          from: start.line,
          count: end.line - start.line + 1,
          lines: changed.match(/[^\n]*\n|[^\n]+$/g) ?? [],
        },
      ]
    })
  } catch {
    return []
  }
}
