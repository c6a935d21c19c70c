import path from 'node:path'

/**
 * What only the workbench reads and writes: the database, the lock, the address file. Mode 0700, and apart from the
 * worktrees, so that what shows an agent its worktree can hide the rest.
 */
export function privateFolder(home: string): string {
  return path.join(home, 'private')
}

/** The database of a data folder. */
export function databaseFile(home: string): string {
  return path.join(privateFolder(home), 'winnow.db')
}

/** Where copies of the database are kept by age. */
export function copiesFolder(home: string): string {
  return path.join(privateFolder(home), 'copies')
}

/** Where the figures of the person's own reading are. */
export function figuresFile(home: string): string {
  return path.join(privateFolder(home), 'figures.jsonl')
}
