/** Most characters of a plan that a person is shown, and can write. */
export const mostPlan = 20_000

/** A step of a plan, and the files that it touches: paths, folders as `src/net/`, and patterns as `*.md`. */
export interface PlannedStep {
  readonly step: string
  readonly files: readonly string[]
}

/** A plan as people read and edit it. The line `Files:` below a step names what it touches; `plannedFiles` reads that. */
export function planText(explanation: string, steps: readonly PlannedStep[]): string {
  const written = steps.map(({ step, files }, index) => {
    const named = files.map((file) => `\`${file}\``).join(', ')
    return `${index + 1}. ${step.trim()}${named === '' ? '' : `\n   Files: ${named}`}`
  })
  const why = explanation.trim()
  return `${why === '' ? '' : `${why}\n\n`}${written.join('\n')}\n`
}

/** The files that a plan names, each once, as it stands in its lines `Files:`. */
export function plannedFiles(text: string): readonly string[] {
  const files = text.split('\n').flatMap((line) => {
    const [, named] = /^[\s*-]*Files:(.*)$/i.exec(line) ?? []
    if (named === undefined) return []
    // Between backticks a path may hold a comma.
    const quoted = [...named.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    return quoted.length > 0 ? quoted : named.split(',')
  })
  return [...new Set(files.map((file) => file.trim().replace(/^\.\//, '')))].filter((file) => file !== '')
}
