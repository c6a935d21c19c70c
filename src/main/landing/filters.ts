import { ok, type Result } from '#shared/base/result.ts'
import { filterConfig, type FilterConfig } from '../git/filter-config.ts'
import type { GitFailure } from '../git/run.ts'
import type { LandingSubject } from './dependencies.ts'

/**
 * Configuration that keeps filters of the repository's own configuration from running in the checkout at `folder`.
 * Nothing is overridden when they are trusted.
 */
export async function filterGuard(
  { config, filtersTrusted }: LandingSubject,
  folder: string,
): Promise<Result<FilterConfig['overrides'], GitFailure>> {
  if (filtersTrusted === true) return ok([])
  const listed = await config.of(folder)
  const filters = listed.ok ? filterConfig(listed.value) : listed
  return filters.ok ? ok(filters.value.overrides) : filters
}
