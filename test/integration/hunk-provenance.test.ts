import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { unwrap } from '#shared/base/result.ts'
import type { AgentManifest } from '#main/agents/manifest.ts'
import { editDiff } from '#main/agents/edit-diff.ts'
import { turnAdapter } from '#main/agents/turn-adapter.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'winnow-provenance-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const begin = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n'

/** In its first turn it tells of one edit and makes another in silence; in its second it tells of one. */
const scribe: AgentManifest = {
  kind: 'scribe',
  name: 'Scribe',
  icon: 'program',
  program: 'scribe',
  find: () => Promise.resolve({ available: true, note: 'It is always there.' }),
  options: z.strictObject({}),
  capabilities: ['followUp'],
  secrets: [],
  stateFolders: [],
  stateSettings: [],
  domains: [],
  createAdapter: () =>
    Promise.resolve(
      turnAdapter('scribe', ({ worktree, turn, report }) => {
        const first = begin.replace('two\n', 'TWO\nand a half\n')
        const told = turn === 1 ? [begin, first] : [first, first.replace('and a half', 'AND A HALF')]
        const [before = '', after = ''] = told
        report.item({
          ...{ id: `edit-${turn}`, kind: 'edit', state: 'completed', text: `Edit ${turn}`, paths: ['a.txt'] },
          diff: editDiff('a.txt', before, after),
        })
        writeFileSync(path.join(worktree, 'a.txt'), after.replace('seven\n', 'SEVEN\n'))
        return Promise.resolve({ kind: 'completed' })
      }),
    ),
}

test('a hunk says which words and steps it is from, and what nobody told', async () => {
  const repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': begin })
  const workbench = await TestWorkbench.start(folder, { agents: [scribe] })
  try {
    const id = await workbench.open(repository.path)
    const submitted = await workbench.client.session.submit({
      tasks: [{ repository: id, prompt: 'raise two', agent: { kind: 'scribe' } }],
    })
    const [session = ''] = unwrap(submitted).sessions
    await workbench.state(session, 'ready')
    const provenanceOf = async (at: number) => {
      const { files } = unwrap(await workbench.client.changeset.get({ session }))
      const hunk = files[0]?.hunks[at]?.id ?? ''
      return unwrap(await workbench.client.changeset.provenance({ session, hunk }))
    }
    const prompts = [{ turn: 1, text: 'raise two' }]
    expect(await provenanceOf(0)).toEqual({
      ...{ revision: 1, turn: 1, prompts, own: false, lines: 3, untold: 0 },
      steps: [{ item: 't1-edit-1', turn: 1, text: 'Edit 1', lines: 3 }],
    })
    // A line that was written in silence has a turn all the same.
    expect(await provenanceOf(1)).toEqual({
      ...{ revision: 1, turn: 1, prompts, own: false, lines: 2, untold: 2, steps: [] },
    })

    unwrap(await workbench.client.session.followUp({ session, text: 'louder' }))
    await expect
      .poll(async () => unwrap(await workbench.client.session.get({ session })).revisions.length, {
        timeout: 30_000,
      })
      .toBe(2)
    await workbench.state(session, 'ready')
    const both = [...prompts, { turn: 2, text: 'louder' }]
    expect(await provenanceOf(0)).toEqual({
      ...{ revision: 2, turn: 2, prompts: both, own: false, lines: 3, untold: 0 },
      steps: [
        { item: 't1-edit-1', turn: 1, text: 'Edit 1', lines: 2 },
        { item: 't2-edit-2', turn: 2, text: 'Edit 2', lines: 1 },
      ],
    })
    // What the second turn left as it was is still of the first.
    expect(await provenanceOf(1)).toMatchObject({ revision: 1, turn: 1, prompts })
    const gone = await workbench.client.changeset.provenance({
      session,
      hunk: 'hAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    })
    expect(gone.ok ? null : gone.error.kind).toBe('noFile')
  } finally {
    await workbench.end()
  }
})
