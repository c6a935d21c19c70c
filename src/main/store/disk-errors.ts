/** Whether another program holds the database. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(code(error))
}

/** Whether the disk is full, or does not let the database be written. */
export function isRefusedByDisk(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code(error))
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
