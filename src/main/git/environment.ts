/** Variables of the person's environment that git and its helpers may need; nothing else is passed on. */
const kept = [
  'HOME',
  'USERPROFILE',
  'PATH',
  'Path',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'XDG_CONFIG_HOME',
  'APPDATA',
  'LOCALAPPDATA',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]

/**
 * Configuration that holds for every git command the workbench starts, whatever a repository says: no hook, no
 * external diff, no pager, no file-system monitor, no prompt, no automatic maintenance, no transport.
 */
const pinned: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.pager', 'cat'],
  ['core.editor', 'true'],
  ['core.askPass', ''],
  ['core.sshCommand', 'false'],
  ['core.quotePath', 'false'],
  ['core.bigFileThreshold', '1g'],
  ['credential.helper', ''],
  ['diff.noprefix', 'false'],
  ['diff.mnemonicPrefix', 'false'],
  ['diff.ignoreSubmodules', 'none'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['commit.gpgSign', 'false'],
  ['log.showSignature', 'false'],
  ['protocol.allow', 'never'],
  ['core.safecrlf', 'false'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  // Hooks that the configuration defines (git 2.54 and newer), which core.hooksPath does not concern.
  ...[
    'post-checkout',
    'post-commit',
    'post-index-change',
    'post-merge',
    'post-rewrite',
    'pre-auto-gc',
    'pre-commit',
    'reference-transaction',
  ].map((event) => [`hook.${event}.enabled`, 'false'] as const),
]

/**
 * The environment of one git command. `config` is added to the pinned configuration, later entries win.
 * Configuration is passed by `GIT_CONFIG_COUNT`, which outranks every file.
 */
export function gitEnvironment(
  outer: Readonly<Record<string, string | undefined>>,
  config: readonly (readonly [string, string])[] = [],
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of kept) {
    const value = outer[name]
    if (value !== undefined) environment[name] = value
  }
  const all = [...pinned, ...config]
  all.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key
    environment[`GIT_CONFIG_VALUE_${index}`] = value
  })
  return {
    ...environment,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_COUNT: String(all.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'true',
    GIT_ASKPASS: 'true',
    SSH_ASKPASS: 'true',
    // No transport at all, whatever protocol.<name>.allow says: git would fetch a missing object of a partial clone
    // by whatever command the repository names.
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Below what is no folder, so that git finds none and says nothing of it: info/grafts gives commits other parents.
    GIT_GRAFT_FILE: '/dev/null/none',
    GIT_LITERAL_PATHSPECS: '1',
    ...extra,
  }
}
