import Database from 'libsql'

/** Holds a database as another program does: whoever writes it is refused, after a second. Gives what lets go of it. */
export function holdDatabase(file: string): () => void {
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  return () => {
    other.exec('ROLLBACK')
    other.close()
  }
}
