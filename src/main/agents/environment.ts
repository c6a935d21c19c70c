import path from 'node:path'
import type { Environment } from './adapter.ts'

/** Variables that point git at another repository; set when the workbench was started from a git hook or alias. */
const gitLocal = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
])

/** Also what npm adds when the workbench was started by one of its scripts. */
const ofTheWorkbench = /^(WINNOW_|ELECTRON_|npm_|INIT_CWD$)/

/**
 * The person's environment as an agent's commands get it: without what belongs to the workbench, without variables
 * that bind git to another repository, and without `secrets`.
 */
export function commandEnvironment(
  env: Environment,
  options: { readonly secrets?: readonly string[]; readonly extra?: Readonly<Record<string, string>> } = {},
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || ofTheWorkbench.test(name) || gitLocal.has(name)) continue
    if (options.secrets?.includes(name)) continue
    result[name] = value
  }
  for (const name of ['PATH', 'Path'])
    if (env['npm_lifecycle_event'] !== undefined && result[name] !== undefined)
      result[name] = withoutNpmFolders(result[name])
  return { ...result, ...options.extra }
}

/** npm puts the workbench's own tools first: its `node`, `tsc` and the like must not be taken for the person's. */
function withoutNpmFolders(searched: string): string {
  return searched
    .split(path.delimiter)
    .filter((folder) => !/[\\/](node_modules[\\/]\.bin|node-gyp-bin)[\\/]?$/.test(folder))
    .join(path.delimiter)
}
