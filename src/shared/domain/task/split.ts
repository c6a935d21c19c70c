/** A line that looks blank and divides nothing: one of what was pasted, or taken from elsewhere, as a whole. */
const joined = ' '

/** A text to be put among what is typed as one task: no line of it divides. */
export function asOneTask(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  // What stands before and behind it goes on in its first and its last line.
  return lines
    .map((line, at) => (at > 0 && at < lines.length - 1 && line.trim() === '' ? joined : line))
    .join('\n')
}

/** The tasks typed in one field: blank lines divide what was typed, and nothing that came in as one task. */
export function typedTasks(text: string, divides: boolean): readonly string[] {
  const tasks = divides ? splitTasks(text, (line) => line.trim() === '' && line !== joined) : [text]
  return tasks
    .map((task) =>
      task
        .split('\n')
        .map((line) => (line === joined ? '' : line))
        .join('\n')
        .trim(),
    )
    .filter((task) => task !== '')
}

/** Indexes of the lines of a text behind which the next task of `typedTasks` begins. */
export function taskBreaks(text: string): readonly number[] {
  const breaks: number[] = []
  let fence: string | null = null
  let written = false
  let blank: number | null = null
  for (const [at, line] of text.split('\n').entries()) {
    if (fence === null && line.trim() === '') {
      if (written && line !== joined) blank = at
      continue
    }
    if (blank !== null) breaks.push(blank)
    blank = null
    written = true
    fence = fenceAfter(fence, line)
  }
  return breaks
}

/**
 * The tasks written in one text: paragraphs divided by blank lines, except inside a fenced block. `isBlank` says which lines
 * are that.
 */
export function splitTasks(
  text: string,
  isBlank: (line: string) => boolean = (line) => line.trim() === '',
): readonly string[] {
  const tasks: string[] = []
  let lines: string[] = []
  let fence: string | null = null
  const finish = (): void => {
    const task = lines.join('\n').trim()
    if (task !== '') tasks.push(task)
    lines = []
  }
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    fence = fenceAfter(fence, line)
    if (fence === null && isBlank(line)) finish()
    else lines.push(line)
  }
  finish()
  return tasks
}

/** The mark of the fenced block that goes on behind a line, or null. */
function fenceAfter(fence: string | null, line: string): string | null {
  const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
  if (mark === undefined) return fence
  if (fence === null) return mark
  return mark.startsWith(fence) ? null : fence
}
