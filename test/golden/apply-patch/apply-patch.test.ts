import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { applyPatch } from '#main/agents/openai/patch/apply.ts'
import { temporaryFolder } from '#test/support/repository.ts'

/**
 * Each folder is a scenario: `input`, `patch.txt`, and what must be there after (`expected`), byte for byte. Where
 * there is an `error.txt`, the patch must be refused with these words and nothing may change.
 */
const scenarios = readdirSync(import.meta.dirname).filter((name) => /^\d{3}_/.test(name))

const folder = temporaryFolder()
afterEach(() => folder.remove())

/** Every file below a folder, with its bytes; `.empty` only keeps an empty folder in git. */
function contents(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const found = files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => path.basename(file) !== '.empty')
    .map((file) => [path.relative(root, file), readFileSync(file, 'latin1')] as const)
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

test.each(scenarios)('%s', async (name) => {
  const scenario = path.join(import.meta.dirname, name)
  const worktree = path.join(folder.path, name)
  cpSync(path.join(scenario, 'input'), worktree, { recursive: true })
  const result = await applyPatch(worktree, readFileSync(path.join(scenario, 'patch.txt'), 'utf8'))
  const errorFile = path.join(scenario, 'error.txt')
  const said = existsSync(errorFile) ? [readFileSync(errorFile, 'utf8').trim(), 'Nothing was changed.'] : []
  const error = result.ok ? '' : result.error
  expect(said.length === 0 ? error : '').toBe('')
  for (const words of said) expect(error).toContain(words)
  expect(contents(worktree)).toEqual(contents(path.join(scenario, 'expected')))
})
