import type { FileDiff } from './file-diff.ts'

/**
 * Finds the units that cannot each be decided alone, because a tree cannot hold a path and a path below it: a file
 * that became a folder, a folder that became a file, link or submodule, a rename into a folder of the old name. What
 * makes a path is joined with what frees the paths above and below it. Gives the group of each such hunk; a group's
 * id is the least of its hunks' ids. Hunks that stand alone are not in the map.
 */
export function computeGroups(files: readonly FileDiff[]): ReadonlyMap<string, string> {
  const making = new Map<string, readonly string[]>()
  const freeing = new Map<string, readonly string[]>()
  for (const file of files) {
    const ids = file.hunks.map((hunk) => hunk.id)
    if (file.change === 'added') making.set(file.path, ids)
    if (file.change === 'deleted') freeing.set(file.path, ids)
    if (file.change !== 'renamed' || file.oldPath === null) continue
    const rename = file.hunks.filter((hunk) => hunk.kind === 'rename').map((hunk) => hunk.id)
    making.set(file.path, rename)
    freeing.set(file.oldPath, rename)
  }
  const union = new Union()
  joinBelow(making, freeing, union)
  joinBelow(freeing, making, union)
  return union.groups()
}

/** Joins each path's hunks with those of the paths above it in `above`. */
function joinBelow(
  below: ReadonlyMap<string, readonly string[]>,
  above: ReadonlyMap<string, readonly string[]>,
  union: Union,
): void {
  for (const [path, ids] of below) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const others = above.get(path.slice(0, at))
      if (others) union.join([...ids, ...others])
    }
  }
}

class Union {
  readonly #parent = new Map<string, string>()

  join(ids: readonly string[]): void {
    const [first, ...rest] = ids
    if (first === undefined) return
    for (const id of rest) {
      const left = this.#root(first)
      const right = this.#root(id)
      if (left < right) this.#parent.set(right, left)
      else if (right < left) this.#parent.set(left, right)
    }
  }

  groups(): ReadonlyMap<string, string> {
    const sizes = new Map<string, number>()
    const rooted = [...this.#parent.keys()].map((id) => [id, this.#root(id)] as const)
    for (const [, root] of rooted) sizes.set(root, (sizes.get(root) ?? 0) + 1)
    return new Map(rooted.filter(([, root]) => (sizes.get(root) ?? 0) > 1))
  }

  /** The least id of the set, because `join` hangs the greater root below the lesser one. */
  #root(id: string): string {
    let at = id
    for (let parent = this.#parent.get(at); parent !== undefined && parent !== at;) {
      at = parent
      parent = this.#parent.get(at)
    }
    this.#parent.set(id, at)
    return at
  }
}
