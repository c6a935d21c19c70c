import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFakeChat } from '#test/support/fake-chat.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { agentPrograms, codexHome, opencodeHome } from '#test/support/real-agents.ts'
import { TestRepository } from '#test/support/repository.ts'
import { hunksOf, json, land, launch, open } from '#test/support/session-walk.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/* The whole of it in the real window: real agents at once, each told something while it works, a crash, what they ask, the review, the landing. */

test.skip(agentPrograms === null, 'The real agents could not be fetched.')
test.setTimeout(900_000)

interface Listed {
  readonly id: string
  readonly title: string
  readonly state: string
}
const titles = ['Greet by OpenAI', 'Greet by Codex', 'Greet by opencode'] as const

/** The sessions by their titles. */
async function sessions(workbench: Workbench): Promise<ReadonlyMap<string, Listed>> {
  const listed = await json<{ readonly sessions: readonly Listed[] }>(workbench, 'sessions')
  return new Map(listed.sessions.map((session) => [session.title, session]))
}

/** Shows a session by the palette. */
async function show(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+K')
  const search = page.getByPlaceholder('Find a command, a session or a file')
  await expect(search).toBeFocused()
  await page.keyboard.insertText(title)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByRole('heading', { name: title, exact: true })).toBeVisible()
}

/** Writes to the agent of the session that is shown. */
async function tell(page: Page, words: string, send: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await page.keyboard.press('m')
  await expect(field).toBeFocused()
  await page.keyboard.insertText(words)
  await page.keyboard.press(send)
  // It is kept, and with an agent at work taken by that, before the field is empty.
  await expect(field).toHaveValue('', { timeout: 60_000 })
}

/** Accepts the hunks one by one, from whichever is looked at: the reader is where they were. */
async function acceptAll(page: Page, workbench: Workbench, session: string): Promise<void> {
  const undecided = new Set((await hunksOf(workbench, session)).map(({ id }) => id))
  while (undecided.size > 0) {
    const hunk = await page.waitForFunction(
      (left) => {
        const newest = performance.getEntriesByName('winnow:painted').at(-1)
        const id = newest instanceof PerformanceMark ? (newest.detail as { hunk: string }).hunk : ''
        return left.includes(id) ? id : null
      },
      [...undecided],
      { polling: 'raf' },
    )
    undecided.delete((await hunk.jsonValue()) ?? '')
    await page.keyboard.press('a')
  }
}

const shell = (command: string): ScriptStep => ({
  call: { name: 'bash', args: { command, description: 'wait', timeout: 900_000 } },
})
const gate = 'touch runs; while [ ! -e go ]; do sleep 0.2; done'

test('three real agents work, are steered, outlive a crash, ask, and are reviewed and landed', async ({
  workbench,
}) => {
  // Without a script it works on and on, a step every two seconds.
  const atWork = { play: () => ({ sh: 'touch runs; sleep 2' }) }
  const [own, codex] = [await startFakeResponses(atWork), await startFakeResponses(atWork)]
  const chat = await startFakeChat()
  const [codexAtHome, opencodeAtHome] = [codexHome(codex.url), opencodeHome(chat.url)]
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'hello\n', 'b.txt': 'hello\n' })
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  const env = {
    ...opencodeAtHome.env,
    ...codexAtHome.env,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: own.url,
  }
  try {
    let page = await workbench.start({ repository: repository.path, env })
    await expect(page.getByText('Nothing waits for you.')).toBeVisible()
    await launch(page, 'OpenAI', titles[0])
    await launch(page, 'Codex', titles[1])
    // It asks for a command; what it waits for then is the person.
    await launch(page, 'opencode', scripted(titles[2], shell(gate), shell('sleep 600')))
    await expect(page).toHaveTitle('(1) Winnow', { timeout: 240_000 })
    await show(page, titles[2])
    const card = page.getByRole('region', { name: /^The agent asks/ })
    await expect(card).toBeVisible()
    await page.keyboard.press('q')
    await expect(card).toHaveAttribute('data-entered', 'true')
    await page.keyboard.press('y')
    const worktrees = new Map<string, string>()
    for (const { id, title } of (await sessions(workbench)).values())
      worktrees.set(title, (await json<{ readonly worktree: string }>(workbench, 'show', id)).worktree)
    const worktree = (title: string): string => worktrees.get(title) ?? ''
    for (const title of titles)
      await expect.poll(() => existsSync(path.join(worktree(title), 'runs')), { timeout: 240_000 }).toBe(true)
    await expect
      .poll(async () => [...(await sessions(workbench)).values()].map(({ state }) => state), {
        timeout: 60_000,
      })
      .toEqual(['running', 'running', 'running'])
    await picture(page, 'three-agents-at-work')

    // Each is told something while it works, and has it with its next request.
    const requests = { [titles[0]]: own.requests, [titles[1]]: codex.requests, [titles[2]]: chat.requests }
    const knows = (title: keyof typeof requests, words: string): boolean =>
      JSON.stringify(requests[title].at(-1)).includes(words)
    for (const title of titles) {
      await show(page, title)
      await tell(page, `Left for ${title}`, 'Control+Shift+Enter')
      await expect(page.getByRole('main').getByText(`Left for ${title}`)).toBeVisible()
      writeFileSync(path.join(worktree(title), 'go'), '')
      await expect.poll(() => knows(title, `Left for ${title}`), { timeout: 30_000 }).toBe(true)
    }

    await workbench.kill()
    page = await workbench.start({ repository: repository.path, env })
    await expect(page.getByRole('navigation', { name: 'Queue' })).toBeVisible()
    expect([...(await sessions(workbench)).values()].map(({ state }) => state)).toEqual([
      'stopped',
      'stopped',
      'stopped',
    ])

    // Each goes on where it was; one asks a question, one for a permission.
    const patch = (from: string, to: string, file: string): ScriptStep => ({
      patch: `*** Begin Patch\n*** Update File: ${file}\n@@\n-${from}\n+${to}\n*** End Patch`,
    })
    const clean = 'rm -f runs go'
    const followUps: Readonly<Record<string, readonly ScriptStep[]>> = {
      [titles[0]]: [
        { sh: clean },
        {
          call: {
            name: 'ask_user',
            args: { question: 'Which greeting?', options: ['A short one', 'A long one'] },
          },
        },
        patch('hello', 'hello from our own', 'a.txt'),
        { say: 'It is a short one.' },
      ],
      [titles[1]]: [
        {
          sh: `${clean}; echo out > made-by-codex.txt`,
          args: { sandbox_permissions: 'require_escalated', justification: 'It is needed' },
        },
        patch('hello', 'hello from codex', 'b.txt'),
        { say: 'Codex is done.' },
      ],
      [titles[2]]: [
        {
          call: {
            name: 'write',
            args: { filePath: path.join(worktree(titles[2]), 'c.txt'), content: 'hello from opencode\n' },
          },
        },
        { say: 'opencode is done.' },
      ],
    }
    for (const title of titles) {
      await show(page, title)
      await tell(page, scripted(`Go on with ${title}`, ...(followUps[title] ?? [])), 'Control+Enter')
    }
    const states = async (): Promise<Record<string, string>> =>
      Object.fromEntries([...(await sessions(workbench)).values()].map(({ title, state }) => [title, state]))
    await expect
      .poll(states, { timeout: 120_000 })
      .toEqual({ [titles[0]]: 'waiting', [titles[1]]: 'waiting', [titles[2]]: 'ready' })
    // Each knows what was said before the crash.
    for (const title of titles) expect(knows(title, `Left for ${title}`), title).toBe(true)

    const asked = page.getByRole('region', { name: /^The agent asks/ })
    for (const [title, key] of [
      [titles[0], '1'],
      [titles[1], 'y'],
    ] as const) {
      await open(page, title)
      await page.keyboard.press('q')
      await expect(asked).toHaveAttribute('data-entered', 'true')
      await picture(page, `three-agents-asks-${key}`)
      await page.keyboard.press(key)
    }
    await expect
      .poll(states, { timeout: 120_000 })
      .toEqual({ [titles[0]]: 'ready', [titles[1]]: 'ready', [titles[2]]: 'ready' })

    for (const title of titles) {
      const { id } = (await sessions(workbench)).get(title) ?? { id: '' }
      await open(page, title)
      // What it was told is what the first of its lines are from.
      await page.keyboard.press('b')
      const panel = page.getByRole('complementary', { name: 'Where it is from' })
      await expect(panel.locator('blockquote').first()).toContainText(title)
      await picture(page, `three-agents-provenance-${title.split(' ').at(-1) ?? ''}`)
      await page.keyboard.press('Escape')
      await acceptAll(page, workbench, id)
      await land(page, new RegExp(title))
    }
    await expect.poll(() => repository.git('show', 'main:c.txt')).toBe('hello from opencode')
    expect(repository.git('show', 'main:a.txt')).toBe('hello from our own')
    expect(repository.git('show', 'main:b.txt')).toBe('hello from codex')
    expect(repository.git('show', 'main:made-by-codex.txt')).toBe('out')
    expect(repository.git('ls-tree', '--name-only', 'main').split('\n')).toEqual([
      'a.txt',
      'b.txt',
      'c.txt',
      'go',
      'made-by-codex.txt',
      'runs',
    ])
    expect(repository.git('status', '--porcelain')).toBe('')
    await picture(page, 'three-agents-landed')
  } finally {
    // Closing the window asks what is to become of those that still run.
    await workbench.kill()
    for (const server of [own, codex, chat]) await server.close()
    for (const home of [codexAtHome, opencodeAtHome]) home.remove()
  }
})
