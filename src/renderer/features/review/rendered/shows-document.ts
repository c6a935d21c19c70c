import type { Review } from '../review-store.ts'
import { documentKind } from './document-kind.ts'

/** Whether the file in focus can be drawn as it is read. */
export function showsDocument({ state: { model }, focus: { state: focus } }: Review): boolean {
  const file = model?.files[focus.file]
  return file !== undefined && !file.binary && documentKind(file.path) !== null
}
