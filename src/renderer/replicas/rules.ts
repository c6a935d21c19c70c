import type { Disposable } from '#shared/base/disposable.ts'
import type { Rule } from '#shared/domain/approval/rule.ts'
import type { Client } from '#renderer/client/context.ts'
import { followStream } from './follow.ts'

/** Follows the rules of a repository, whoever writes or revokes one. */
export function followRules(
  client: Client,
  repository: string,
  take: (rules: readonly Rule[]) => void,
): Disposable {
  return followStream(
    (signal) => client.rule.watch({ repository }, { signal }),
    (rules) => {
      take(rules)
      return true
    },
  )
}
