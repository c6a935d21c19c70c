import { codeOf, Counted, keyOfLine, type TopicHunk } from './changed-lines.ts'

const workflow =
  /(?:^|\/)\.github\/(?:workflows|actions)\/|(?:^|\/)action\.ya?ml$|(?:^|\/)\.gitlab-ci|(?:^|\/)azure-pipelines|(?:^|\/)bitbucket-pipelines|(?:^|\/)\.circleci\//
const installed =
  /["'](preinstall|install|postinstall|preprepare|prepare|postprepare|prepublish|prepublishOnly|prepack|postpack|dependencies|pre-install-cmd|post-install-cmd|pre-update-cmd|post-update-cmd|post-autoload-dump)["']\s*:\s*["'[]/

/** What each hunk of a file has run by itself, or lets run, in a few words; null where nothing. */
export function selfRunning(path: string, hunks: readonly TopicHunk[]): readonly (string | null)[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name !== 'package.json' && name !== 'composer.json' && !workflow.test(path))
    return hunks.map(() => null)
  const kept = new Counted(hunks.flatMap(({ removed }) => removed.lines.map(keyOfLine)))
  return hunks.map(({ added, removed }) => {
    const after = added.lines.filter((line) => !kept.take(keyOfLine(line))).map(codeOf)
    if (name === 'package.json' || name === 'composer.json') {
      const script = after.map((line) => installed.exec(line)?.[1]).find((one) => one !== undefined)
      if (script !== undefined) return `install script: ${script}`
      // Which script runs tests is what a check rests on.
      const test = [...after, ...removed.lines].some((line) =>
        /^\s*["'](?:test|lint|check|typecheck)[\w:-]*["']\s*:\s*["'[]/.test(line),
      )
      return test ? `what the scripts of ${name} check` : null
    }
    for (const [pattern, words] of facts) if (after.some((line) => pattern.test(line))) return words
    return null
  })
}

const facts: readonly (readonly [RegExp, string])[] = [
  [/^(?:permissions\s*:|[\w-]+\s*:\s*(?:write|admin|write-all)\b)|\bwrite-all\b/, 'workflow permissions'],
  [/\bpull_request_target\b|\bworkflow_run\b/, 'a workflow runs with rights for strangers'],
  [/\bsecrets\.|\bid-token\b|\bGITHUB_TOKEN\b/, 'workflow secrets'],
  [/\bruns-on:.*self-hosted/, 'a workflow on your own machines'],
  [/^-?\s*uses:/, 'an action of a workflow'],
]
