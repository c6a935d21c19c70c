import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { hasText } from '../hunk-view.ts'

/** Whether the lines of a file are shown on the surface: of a deleted one its name is enough. */
export function showsLines(file: DecidedFile): boolean {
  return hasText(file) && file.change !== 'deleted'
}
