import { ok, type Result } from '#shared/base/result.ts'
import { readFilterConfig, type FilterConfig } from '../git/filter-config.ts'
import type { Git, GitFailure } from '../git/run.ts'

/**
 * Configuration that keeps filters of the repository's own configuration from running in the checkout at `folder`.
 * Nothing is overridden when they are trusted.
 */
export async function filterGuard(
  git: Git,
  folder: string,
  trusted: boolean,
): Promise<Result<FilterConfig['overrides'], GitFailure>> {
  if (trusted) return ok([])
  const filters = await readFilterConfig(git, { folder })
  return filters.ok ? ok(filters.value.overrides) : filters
}
