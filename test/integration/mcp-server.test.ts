import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ok, unwrap } from '#shared/base/result.ts'
import { mostFrame } from '#main/mcp/line-transport.ts'
import { pageLimits, pageOf, type ReviewSource, type ToldPage } from '#main/mcp/review-tools.ts'
import { openTurnSocket } from '#main/mcp/turn-socket.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { TestRepository, testGitEnvironment } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'winnow-served-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const textOf = (result: { readonly content?: unknown }): string =>
  (result.content as readonly { readonly text: string }[])[0]?.text ?? ''

test('a client of the person’s own terminal lists, and proposes, and decides nothing', async () => {
  const winnow = new CommandLine(folder)
  const repository = new TestRepository(path.join(folder, 'repo'))
  repository.commit('one', { 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n' })
  const run = 'sed -i -e s/two/zwei/ -e s/six/sechs/ a.txt'
  const { session } = await winnow.json<{ session: string }>([
    ...['task', 'x', '--repo', repository.path, '--run', run, '--wait'],
  ])
  const { files } = await winnow.json<{ files: { hunks: { id: string }[] }[] }>(['changeset', session])
  const [first, second] = files[0]?.hunks.map(({ id }) => id) ?? []
  await winnow.run(['decide', session, `${first}=reject`])
  const client = new Client({ name: 'outside', version: '1' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [path.resolve('bin/winnow.mjs'), 'mcp', session],
      env: { ...testGitEnvironment(folder), WINNOW_HOME: winnow.home },
    }),
  )
  try {
    const undecided = textOf(await client.callTool({ name: 'list_undecided', arguments: {} }))
    expect(JSON.parse(undecided)).toEqual({
      ...{ revision: 1, total: 1, next: null },
      hunks: [{ id: second, path: 'a.txt', kind: 'text', line: 6, lines: 1, difference: '-six\n+sechs' }],
    })
    const rejected = textOf(await client.callTool({ name: 'list_rejected', arguments: {} }))
    expect(JSON.parse(rejected)).toMatchObject({ total: 1, hunks: [{ id: first }] })
    const pins = [{ path: 'a.txt', quote: 'sechs', reason: 'From outside' }]
    await client.callTool({ name: 'propose_pins', arguments: { pins } })
    const tooLong = { name: 'propose_explanation', arguments: { explanation: 'x'.repeat(2001) } }
    expect(await client.callTool(tooLong)).toMatchObject({ isError: true })
  } finally {
    await client.close()
  }
  const shown = await winnow.json<{ proposed: object }>(['changeset', session])
  expect(shown.proposed).toMatchObject({ pins: [{ line: 6, reason: 'From outside', hunk: second }] })
  const unknown = await winnow.run(['mcp', 'no-such-session'])
  expect(unknown.exitCode).toBe(3)
  const nameless = await winnow.run(['mcp'])
  expect(nameless.stderr).toContain('Name it: `winnow mcp SESSION`')
  await winnow.endOwner()
})

describe('a client inside a turn', () => {
  test('reaches its own session by the way of the turn, and by nothing after it', async () => {
    const fake = await startFakeResponses()
    const repository = new TestRepository(path.join(folder, 'pond'))
    repository.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' })
    const workbench = await TestWorkbench.start(folder, {
      env: {
        ...testGitEnvironment(folder),
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: fake.url,
      },
    })
    try {
      const id = await workbench.open(repository.path)
      const words = [process.execPath, 'test/support/mcp-inside.mjs', 'src/main/mcp/turn-pipe.ts']
        .map((word) => `'${path.resolve(word)}'`)
        .join(' ')
      const prompt = scripted('Say zwei.', { sh: 'sed -i s/two/zwei/ a.txt' }, { say: 'Done.' })
      const made = await workbench.client.session.submit({
        tasks: [{ repository: id, prompt, agent: { kind: 'openai' } }],
      })
      const [session = ''] = unwrap(made).sessions
      await workbench.state(session, 'ready')
      const text = scripted(
        'Propose.',
        { sh: `${words} got.json`, args: { yield_time_ms: 30_000 } },
        { say: 'Done.' },
      )
      unwrap(await workbench.client.session.followUp({ session, text }))
      const { worktree } = await workbench.until(
        session,
        ({ state, revisions }) => state === 'ready' && revisions.length === 2,
      )
      const got = JSON.parse(readFileSync(path.join(worktree ?? '', 'got.json'), 'utf8'))
      expect(got.tools).toEqual([
        ['list_undecided', true],
        ['list_rejected', true],
        ['propose_explanation', false],
        ['propose_pins', false],
      ])
      expect(JSON.parse(got.undecided.text)).toMatchObject({
        total: 1,
        hunks: [{ path: 'a.txt', difference: '-two\n+zwei' }],
      })
      expect(got.pins).toEqual({ text: 'Shown to the person: 1 pins.', isError: false })
      expect(got.wrong).toMatchObject({ isError: true, text: expect.stringContaining('no line 99') })
      expect(got.guessed.text).toContain('not found')
      const proposed = unwrap(await workbench.client.changeset.proposed({ session }))
      expect(proposed).toMatchObject({ turn: 2, explanation: 'Two is zwei now.', pins: [{ line: 2 }] })
      expect(unwrap(await workbench.client.session.get({ session })).counts).toMatchObject({ accepted: 0 })
      // The turn is over, and its way with it.
      const late = connect(got.env.WINNOW_MCP)
      const failed = await new Promise<Error>((resolve) => late.once('error', resolve))
      expect(failed.message).toMatch(/ENOENT|ECONNREFUSED/)
    } finally {
      await workbench.end()
      await fake.close()
    }
  })
})

describe('a hostile client', () => {
  const nothing: ReviewSource = {
    changeset: () => Promise.reject(new Error('it is not asked for')),
    file: () => Promise.reject(new Error('it is not asked for')),
    propose: () => Promise.reject(new Error('it is not asked for')),
  }
  /** Says this, and gives what comes back until `enough` or the end of the connection. */
  async function said(
    words: readonly string[],
    enough = Infinity,
  ): Promise<readonly Record<string, never>[]> {
    const turn = await openTurnSocket(nothing, '0', tmpdir())
    const socket = connect(turn.env['WINNOW_MCP'] ?? '')
    let told = ''
    const ended = new Promise<void>((resolve) => {
      socket.on('error', () => undefined).once('close', () => resolve())
      socket.on('data', (bytes) => {
        told += String(bytes)
        if (told.split('\n').length > enough) socket.destroy()
      })
    })
    for (const word of words) socket.write(word.replace('TOKEN', turn.env['WINNOW_MCP_TOKEN'] ?? ''))
    await ended
    await turn.close()
    return told
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, never>)
  }
  const error = (code: number, message: string) => ({
    error: { code, message: expect.stringContaining(message) },
  })
  const hello = `${JSON.stringify({
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  })}\n`

  test('without the token of the turn is told so, and nothing else', async () => {
    expect(await said(['nonsense\n', hello])).toMatchObject([error(-32600, 'not the token')])
    expect(await said(['x'.repeat(500)])).toMatchObject([error(-32600, 'not the token')])
  })

  test('that sends what is no message is answered, and goes on being served', async () => {
    const answers = await said(['TOKEN\n', '{oops\n', '[1,2]\n', '"x"\n', '\n', hello], 4)
    expect(answers).toMatchObject([
      error(-32700, 'no JSON'),
      error(-32600, 'no message'),
      error(-32600, 'no message'),
      { id: 1, result: { serverInfo: { name: 'winnow' } } },
    ])
  })

  test('that sends a message without an end is cut off', async () => {
    const answers = await said(['TOKEN\n', 'x'.repeat(mostFrame + 1)])
    expect(answers).toMatchObject([error(-32600, `${mostFrame} bytes`)])
  })

  test('that guesses the names of procedures is told that there are none', async () => {
    const guess = (id: number, method: string, params: object): string =>
      `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
    const answers = await said(
      [
        ...['TOKEN\n', hello],
        guess(2, 'review.decide', { session: 's', decisions: [] }),
        guess(3, 'tools/call', { name: 'decide', arguments: {} }),
        guess(4, 'tools/call', { name: 'list_undecided', arguments: { from: -1 } }),
        guess(5, 'tools/call', { name: 'list_undecided', arguments: { session: 'other', from: 'x' } }),
      ],
      5,
    )
    const byId = new Map(answers.map((answer) => [answer['id'], answer]))
    expect(byId.get(2 as never)).toMatchObject({ error: { code: -32601 } })
    for (const id of [3, 4, 5])
      expect(JSON.stringify(byId.get(id as never))).toMatch(/"error"|"isError":true/)
  })
})

test('a long review is told in pages that are bounded', async () => {
  const hunks = Array.from({ length: 70 }, (_, index) => ({
    ...{ id: `h${index}`, kind: 'text', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 },
    decision: null,
  }))
  const changeset = { number: 3, files: [{ path: 'a', hunks }] }
  const long = { text: `${'y'.repeat(9_000)}\n` }
  const source = {
    changeset: () => Promise.resolve(ok(changeset)),
    file: () => Promise.resolve(ok({ before: long, after: long })),
  } as unknown as ReviewSource
  const seen: string[] = []
  let from: number | null = 0
  while (from !== null) {
    const page: ToldPage = unwrap(await pageOf(source, null, from))
    expect(page.total).toBe(70)
    expect(JSON.stringify(page).length).toBeLessThan(2 * pageLimits.page)
    seen.push(...page.hunks.map(({ id }) => id))
    from = page.next
  }
  expect(seen).toEqual(hunks.map(({ id }) => id))
})
