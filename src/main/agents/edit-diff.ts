/** Lines of context around what differs. */
const around = 3

/** One unified difference of a whole text, null where there is no file: from the first line that differs to the last, with some lines around. */
export function editDiff(name: string, before: string | null, after: string | null): string {
  const old = before === null || before === '' ? [] : before.replace(/\n$/, '').split('\n')
  const now = after === null || after === '' ? [] : after.replace(/\n$/, '').split('\n')
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1
  const from = Math.max(0, start - around)
  const tail = Math.max(0, end - around)
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
    ...old.slice(old.length - end, old.length - tail).map((line) => ` ${line}`),
  ]
  const range = (count: number): string => `${count === 0 ? 0 : from + 1},${count}`
  const head = [
    `--- ${before === null ? '/dev/null' : `a/${name}`}`,
    `+++ ${after === null ? '/dev/null' : `b/${name}`}`,
  ]
  const hunk = `@@ -${range(old.length - from - tail)} +${range(now.length - from - tail)} @@`
  return [...head, hunk, ...lines].join('\n')
}
