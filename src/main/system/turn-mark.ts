import { createHash } from 'node:crypto'

/** The variable by which every process of a turn is known, however it was started. */
export const markName = 'WINNOW_MARK'

/**
 * What the processes of a data folder's turns carry in their environment, up to the session. It is no secret: whoever
 * carries it gets less, never more.
 */
export function markOfSession(home: string, session: string): string {
  return `${markOfFolder(home)}${session}/`
}

/** What all marks of a data folder begin with. */
export function markOfFolder(home: string): string {
  return `${createHash('sha256').update(home).digest('hex').slice(0, 16)}/`
}

/** The mark of one turn, as a variable. */
export function turnMark(home: string, session: string, turn: number): Readonly<Record<string, string>> {
  return { [markName]: `${markOfSession(home, session)}${turn}` }
}
