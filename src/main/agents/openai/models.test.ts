import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listModels } from './models.ts'

let end: (() => Promise<void>) | null = null
afterEach(async () => {
  await end?.()
  end = null
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  end = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}
const list = (baseUrl: string, key: string | null = 'sk-test'): Promise<readonly string[]> =>
  listModels({ env: {}, baseUrl, key: () => Promise.resolve(key) })

test('a server is asked below its address, with the stored key', async () => {
  const asked: unknown[] = []
  const url = await serve((request, response) => {
    asked.push([request.url, request.headers.authorization])
    response.end(
      JSON.stringify({ data: [{ id: 'small' }, { id: 'large' }, { id: 'small' }, { id: 7 }, null] }),
    )
  })
  expect(await list(`${url}/`)).toEqual(['small', 'large'])
  expect(await list(url, null)).toEqual(['small', 'large'])
  expect(asked).toEqual([
    ['/v1/models', 'Bearer sk-test'],
    ['/v1/models', undefined],
  ])
})

test.each<[string, RequestListener]>([
  ['a page', (_, response) => response.end('<html></html>')],
  ['an error', (_, response) => response.writeHead(500).end('{"data": [{"id": "x"}]}')],
  ['another place', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['no list', (_, response) => response.end('{"data": {"id": "x"}}')],
  ['null', (_, response) => response.end('null')],
  ['a cut', (_, response) => response.destroy()],
])('a server that answers with %s has none', async (_, answer) => {
  expect(await list(await serve(answer))).toEqual([])
})

test('an address that is none has none, and without a key OpenAI is not asked', async () => {
  expect(await list('nowhere')).toEqual([])
  expect(await list('', null)).toEqual([])
})

test('of a list without end only the beginning is offered', async () => {
  const data = Array.from({ length: 2000 }, (_, index) => ({ id: `model-${index}` }))
  const url = await serve((_, response) => response.end(JSON.stringify({ data })))
  expect(await list(url)).toHaveLength(500)
})
