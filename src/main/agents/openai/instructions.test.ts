import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { turnInstructions } from './instructions.ts'
import { readNotes } from './repository-notes.ts'
import type { WorkMode } from './work-mode.ts'

let root: string
const worktree = (): string => path.join(root, 'worktree')
const instructions = async (mode: WorkMode = 'build'): Promise<string> =>
  turnInstructions({
    ...{ mode, approved: null },
    worktree: worktree(),
    shell: '/bin/sh',
    date: new Date('2026-01-02'),
    notes: (await readNotes(worktree()))?.text ?? null,
  })

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'winnow-instructions-'))
  mkdirSync(worktree())
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('says where it runs, and includes the repository’s notes only when there are some', async () => {
  const without = await instructions()
  expect(without).toContain(worktree())
  expect(without).toContain('2026-01-02')
  expect(without).not.toContain('# AGENTS.md')
  writeFileSync(path.join(worktree(), 'AGENTS.md'), 'Use tabs.\n')
  expect(await instructions()).toMatch(/# AGENTS\.md of this repository\n[^]*\n\nUse tabs\.$/)
})

test('does not read notes from outside, through a link, or from what is no file', async () => {
  writeFileSync(path.join(root, 'secret'), 'SECRET')
  symlinkSync(path.join(root, 'secret'), path.join(worktree(), 'AGENTS.md'))
  expect(await instructions()).not.toContain('SECRET')
  rmSync(path.join(worktree(), 'AGENTS.md'))
  execFileSync('mkfifo', [path.join(worktree(), 'AGENTS.md')])
  expect(await instructions()).not.toContain('# AGENTS.md')
  rmSync(path.join(worktree(), 'AGENTS.md'))
  writeFileSync(path.join(worktree(), 'notes.md'), 'Inside.')
  symlinkSync('notes.md', path.join(worktree(), 'AGENTS.md'))
  expect(await instructions()).toContain('Inside.')
})
