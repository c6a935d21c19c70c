import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { showPictures } from '#main/agents/openai/shown-pictures.ts'
import { userMessage } from '#main/agents/openai/items.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type WireItem } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { samplePictures, samplePng } from '#test/support/sample-pictures.ts'

let fake: FakeResponses
let bench: TurnBench

beforeEach(async () => {
  fake = await startFakeResponses()
  bench = turnBench({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

const teal = samplePng(8, 8, [0, 128, 128])
const dataOf = (bytes: Buffer, kind: string): string =>
  `data:image/${kind};base64,${bytes.toString('base64')}`

function picture(name: string, bytes: Buffer): string {
  const file = path.join(bench.folder, name)
  writeFileSync(file, bytes)
  return file
}
const turn = (prompt: string, pictures: readonly string[]) =>
  createOpenaiAgent({ retry: { delay: () => 1 } }).startTurn(
    bench.context(prompt, { kind: 'openai' }, { pictures }),
  ).done
const shownIn = (request: number): readonly unknown[] =>
  ((fake.requests[request]?.body['input'] ?? []) as readonly WireItem[]).flatMap((item) =>
    Array.isArray(item['content'])
      ? (item['content'] as { type: string; image_url?: string }[]).flatMap((part) =>
          part.type === 'input_image' ? [part.image_url] : [],
        )
      : [],
  )

test('pictures that a prompt names are shown to the model, and are kept by their files alone', async () => {
  const file = picture('one.png', teal)
  const answers = scripted(`See ${file}`, { sh: 'true' }, { say: 'I see it.' })
  expect(await turn(answers, [file])).toEqual({ kind: 'completed' })
  expect(fake.requests).toHaveLength(2)
  expect(shownIn(0)).toEqual([dataOf(teal, 'png')])
  expect(shownIn(1)).toEqual([dataOf(teal, 'png')])
  for (const name of readdirSync(bench.folder).filter((one) => one !== 'one.png'))
    expect(readFileSync(path.join(bench.folder, name), 'utf8')).not.toContain('base64')
  // The next turn shows them again; one that is gone is left to its name.
  const other = picture('two.jpeg', samplePictures.jpeg)
  rmSync(file)
  expect(await turn(scripted('And this?', { say: 'Yes.' }), [other])).toEqual({ kind: 'completed' })
  expect(shownIn(2)).toEqual([dataOf(samplePictures.jpeg, 'jpeg')])
})

test('the newest pictures are shown while there is room', async () => {
  const input = [
    userMessage('first', [picture('a.png', samplePng(2, 2, [1, 0, 0]))]),
    userMessage('second', [picture('b.png', teal), picture('none.png', Buffer.from('<svg/>'))]),
  ]
  const shown = await showPictures(input, new Map(), teal.length + 10)
  expect(shown).toEqual([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'first' }] },
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'second' },
        { type: 'input_image', image_url: dataOf(teal, 'png') },
      ],
    },
  ])
})

test('a server that takes no pictures is asked without them, and the person is told', async () => {
  const file = picture('one.png', teal)
  const refused = { status: 400, message: 'Invalid content type: image_url is not supported.', times: 1 }
  expect(await turn(scripted(`See ${file}`, refused, { say: 'Done.' }), [file])).toEqual({
    kind: 'completed',
  })
  expect(shownIn(0)).toHaveLength(1)
  expect(shownIn(1)).toEqual([])
  expect(bench.items()).toContainEqual(
    expect.objectContaining({
      kind: 'notice',
      text: expect.stringContaining('takes no pictures') as string,
    }),
  )
})
