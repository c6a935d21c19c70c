import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppServerWire, type ServerRequest } from './app-server.ts'

function wire() {
  const sent: unknown[] = []
  const told: [string, unknown][] = []
  const asked: ServerRequest[] = []
  const made = new AppServerWire((text) => sent.push(JSON.parse(text)) > 0, {
    notification: (method, params) => void told.push([method, params]),
    request: (request) => void asked.push(request),
  })
  return { wire: made, sent, told, asked }
}

test('law: messages come whole, however the bytes are cut', () => {
  // As JSON gives it back: there is no −0.
  const value = fc.json().map((text): unknown => JSON.parse(JSON.stringify(JSON.parse(text))))
  const messages = fc.array(fc.record({ method: fc.string(), params: value }), { maxLength: 8 })
  fc.assert(
    fc.property(messages, fc.array(fc.nat(40), { minLength: 1 }), (given, cuts) => {
      const { wire: made, told } = wire()
      const bytes = Buffer.from(given.map((message) => `${JSON.stringify(message)}\n`).join(''))
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const length = 1 + (cuts[turn % cuts.length] ?? 0)
        made.read(bytes.subarray(at, at + length))
        at += length
      }
      expect(told).toEqual(given.map(({ method, params }) => [method, params]))
    }),
  )
})

test('answers reach who asked, in any order, and requests of the server begin at 0', async () => {
  const { wire: made, sent, asked } = wire()
  const one = made.call('first', {})
  const two = made.call('second', {})
  made.read(
    Buffer.from(
      'no message\n[1]\nnull\n{"id":2,"result":"b"}\n{"id":1,"error":{"message":"no"}}\n{"id":9,"result":1}\n',
    ),
  )
  expect(await two).toEqual({ ok: true, value: 'b' })
  expect(await one).toEqual({ ok: false, error: 'no' })
  made.read(Buffer.from('{"id":0,"method":"item/tool/call","params":{"a":1}}\n'))
  expect(asked).toMatchObject([{ method: 'item/tool/call', params: { a: 1 } }])
  asked[0]?.answer({ yes: true })
  expect(sent.at(-1)).toEqual({ id: 0, result: { yes: true } })
})

test('what is asked of a server that is gone is answered', async () => {
  const { wire: made } = wire()
  const open = made.call('first', {})
  made.end()
  expect(await open).toMatchObject({ ok: false })
  expect(await made.call('second', {})).toMatchObject({ ok: false })
})
