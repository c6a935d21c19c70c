/** The tasks written in one field: paragraphs divided by blank lines, except inside a fenced block. */
export function splitTasks(text: string): readonly string[] {
  const tasks: string[] = []
  let lines: string[] = []
  let fence: string | null = null
  const finish = (): void => {
    const task = lines.join('\n').trim()
    if (task !== '') tasks.push(task)
    lines = []
  }
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined) {
      if (fence === null) fence = mark
      else if (mark.startsWith(fence)) fence = null
    }
    if (fence === null && line.trim() === '') finish()
    else lines.push(line)
  }
  finish()
  return tasks
}
