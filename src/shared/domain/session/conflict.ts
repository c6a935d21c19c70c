import { assertNever } from '../../base/result.ts'

/**
 * What two sides did to one path that can't be merged. `lines`: marks of the conflict stand in the text; of all others the
 * revision has what the session has, so that it can be decided against what the target has.
 */
export const conflictKinds = [
  ...(['lines', 'deletedHere', 'deletedThere', 'renamed', 'submodule', 'mode', 'content'] as const),
]

export interface Conflict {
  readonly path: string
  readonly what: (typeof conflictKinds)[number]
}

/** A conflict in a sentence, for whoever decides it. `target` is the branch as it is shown. */
export function conflictText({ what }: Pick<Conflict, 'what'>, target: string): string {
  const decide = `Accept takes what the session has, reject what ${target} has.`
  switch (what) {
    case 'lines':
      return `${target} and the session changed the same lines, and both stand here between marks. Take one side or edit it: marks do not land.`
    case 'deletedHere':
      return `The session deletes the file, and ${target} changed it since. Accept deletes it, reject keeps it as ${target} has it.`
    case 'deletedThere':
      return `${target} deleted the file, and the session changes it. Accept brings it back as the session has it, reject leaves it deleted.`
    case 'renamed':
      return `The session and ${target} each gave the file another name. Accept adds it under the session's name too, reject leaves it under that of ${target} alone.`
    case 'submodule':
      return `The session and ${target} each moved the submodule to another commit. ${decide}`
    case 'mode':
      return `The session and ${target} each gave the file another mode or type. ${decide}`
    case 'content':
      return `The session and ${target} each changed the file, which can’t be merged by lines. ${decide}`
    default:
      return assertNever(what)
  }
}
