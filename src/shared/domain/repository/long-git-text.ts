import { pathForDisplay } from '#shared/base/path-text.ts'
import { durationText } from '#shared/base/quantity-text.ts'

/** What a program does that has worked for long, and for how long: a sentence. `elapsed` is in milliseconds. */
export function longGitText(git: {
  readonly program: 'git' | 'sync'
  readonly purpose: string
  readonly folder: string
  readonly elapsed: number
}): string {
  return `${git.program} still works to ${git.purpose} in ${pathForDisplay(git.folder)} (${durationText(git.elapsed)}).`
}
