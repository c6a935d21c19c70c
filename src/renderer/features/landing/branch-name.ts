/** Letters and digits of any script in a title, with hyphens between: for names of files and branches. */
export function slugOf(title: string): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return Array.from(slug).slice(0, 60).join('').replace(/-+$/, '')
}

/** A name for a new branch made of a title, which none of `taken` has nor stands in the way of. */
export function branchName(title: string, taken: readonly string[]): string {
  const name = `winnow/${Array.from(slugOf(title)).slice(0, 40).join('').replace(/-+$/, '') || 'changes'}`
  const isTaken = (one: string): boolean =>
    taken.some((branch) => branch === one || branch.startsWith(`${one}/`))
  for (let count = 1; ; count += 1) {
    const one = count === 1 ? name : `${name}-${count}`
    if (!isTaken(one)) return one
  }
}
