import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quoteRejected } from '#renderer/actions/follow-ups.ts'
import { launchTasks } from '#renderer/actions/launch-tasks.ts'
import { openRepository } from '#renderer/actions/open-repository.ts'
import { followUpDraft, tasksDraft } from '#renderer/replicas/drafts.ts'
import { createReplicas, type Replicas } from '#renderer/replicas/replicas.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** A page without a window, on a workbench of its own. */
interface Page {
  readonly workbench: TestWorkbench
  readonly repository: TestRepository
  readonly replicas: Replicas
  readonly end: () => Promise<void>
}

async function begin(folder: string): Promise<Page> {
  const repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\ntwo\n' })
  const workbench = await TestWorkbench.start(folder)
  const kept = new Map<string, string>()
  const replicas = createReplicas(
    workbench.client,
    () => ({
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, text) => void kept.set(name, text),
    }),
    'window01',
  )
  const following = replicas.follow()
  await replicas.sessions.loaded()
  return {
    workbench,
    repository,
    replicas,
    async end() {
      replicas.drafts.sendWaiting()
      following.dispose()
      await workbench.end()
    },
  }
}

let folder: ReturnType<typeof temporaryFolder>
let pages: Page[]

beforeEach(() => {
  folder = temporaryFolder('winnow-page-')
  pages = []
  viewStore.setState(viewStore.getInitialState(), true)
})
afterEach(async () => {
  for (const page of pages) await page.end()
  folder.remove()
})

async function openPage(name: string): Promise<Page> {
  const made = await begin(path.join(folder.path, name))
  pages.push(made)
  return made
}

describe('the replicas of two workbenches in one page', () => {
  it('know nothing of each other', async () => {
    const [one, other] = [await openPage('one'), await openPage('other')]
    await openRepository(one.replicas, one.repository.path)
    const repository = viewStore.getState().repository ?? ''
    const id = await one.workbench.task(repository, 'echo three >> a.txt')
    await until('the task is known', () => one.replicas.sessions.find(id)?.state === 'ready')
    await one.replicas.settings.change({ wrap: false })
    one.replicas.drafts.write('a', 'words')
    await other.replicas.repositories.load()
    await other.replicas.drafts.load('a')
    expect(other.replicas.sessions.all()).toEqual([])
    expect(other.replicas.repositories.store.getState().list).toEqual([])
    expect(other.replicas.settings.now().wrap).toBe(true)
    expect(other.replicas.drafts.text('a')).toBe('')
    expect(await one.workbench.client.workbench.settings()).toMatchObject({ wrap: false })
  })
})

describe('drafts', () => {
  it('are replaced only where the text stands that was said', async () => {
    const { workbench } = await openPage('one')
    const { saveDraft, drafts } = workbench.client.workbench
    const name = `reason/s/${'a/'.repeat(400)}b.txt\n0@window01`
    expect(await saveDraft({ name, text: 'one', over: '' })).toBeNull()
    expect(await saveDraft({ name, text: 'two', over: '' })).toBe('one')
    expect(await saveDraft({ name, text: 'one', over: 'lost answer' })).toBeNull()
    expect(await saveDraft({ name, text: '', over: 'two' })).toBe('one')
    expect(await drafts()).toEqual({ [name]: 'one' })
    expect(await saveDraft({ name, text: '', over: 'one' })).toBeNull()
    expect(await drafts()).toEqual({})
  })
})

describe('the actions of a page', () => {
  it('open a repository and show it, or leave what is shown', async () => {
    const { replicas, repository } = await openPage('one')
    expect(await openRepository(replicas, path.join(repository.path, 'nowhere'))).toBe(false)
    expect(viewStore.getState()).toMatchObject({ view: 'start', repository: null })
    expect(await openRepository(replicas, repository.path)).toBe(true)
    const [known] = replicas.repositories.store.getState().list
    expect(known?.path).toBe(repository.path)
    expect(viewStore.getState()).toMatchObject({ view: 'workbench', repository: known?.id })
  })

  it('launch tasks, and keep what was written when that is refused', async () => {
    const { workbench, replicas, repository } = await openPage('one')
    const agent = { kind: 'command' as const, command: 'echo "$WINNOW_PROMPT" >> a.txt' }
    replicas.drafts.write(tasksDraft, 'Count the frogs\n\nPlant the reeds')
    const tasks = { prompts: ['Count the frogs', 'Plant the reeds'], agent, attempts: 1, base: null }
    await launchTasks(replicas, { ...tasks, repository: 'unknown' })
    expect(replicas.drafts.text(tasksDraft)).toBe('Count the frogs\n\nPlant the reeds')
    expect(viewStore.getState().session).toBeNull()
    const id = await workbench.open(repository.path)
    await launchTasks(replicas, { ...tasks, repository: id })
    expect(replicas.drafts.text(tasksDraft)).toBe('')
    const shown = viewStore.getState().session
    await until('both are done', () => replicas.sessions.all().filter(isReady).length === 2)
    expect(replicas.sessions.find(shown)?.title).toBe('Count the frogs')
    expect(replicas.settings.now().lastAgent).toEqual(agent)
  })

  it('quote what is rejected below a follow-up that was begun before', async () => {
    const { workbench, replicas, repository } = await openPage('one')
    const id = await workbench.open(repository.path)
    const session = await workbench.task(id, 'printf "one\\nTWO\\n" > a.txt; echo new > b.txt')
    await workbench.state(session, 'ready')
    await workbench.client.workbench.saveDraft({ name: followUpDraft(session), text: 'Begun.\n' })
    await quoteRejected(replicas, session)
    expect(replicas.drafts.text(followUpDraft(session))).toBe('')
    const { files } = unwrap(await workbench.client.changeset.get({ session }))
    const [hunk] = files.find((file) => file.path === 'a.txt')?.hunks ?? []
    unwrap(
      await workbench.client.review.decide({
        session,
        decisions: [{ hunk: hunk?.id ?? '', verdict: 'reject' }],
      }),
    )
    await quoteRejected(replicas, session)
    const text = replicas.drafts.text(followUpDraft(session))
    expect(text).toMatch(/^Begun\.\n\n/)
    expect(text).toContain('a.txt')
    expect(text).toContain('TWO')
    expect(text).not.toContain('b.txt')
  })
})

function isReady({ state }: { readonly state: string }): boolean {
  return state === 'ready'
}
