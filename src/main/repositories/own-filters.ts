import { readFilterConfig, readPlainConfig } from '../git/filter-config.ts'
import type { Git } from '../git/run.ts'
import type { FilterReader } from './repositories.ts'

/** Reads the filters that a repository's own configuration defines, and their hash, which trust is bound to. */
export function ownFilters(git: Git): FilterReader {
  return async ({ top, gitDir }) => {
    if (await readPlainConfig(gitDir)) return null
    const filters = await readFilterConfig(git, { folder: top })
    if (!filters.ok || filters.value.hash === '') return null
    const { definitions, hash } = filters.value
    return { definitions, hash }
  }
}
