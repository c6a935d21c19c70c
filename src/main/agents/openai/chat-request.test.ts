import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatMessages } from './chat-request.ts'
import { requestInput, type HistoryEntry } from './history.ts'
import type { ModelItem } from './items.ts'

const item = fc.oneof(
  fc.record({
    type: fc.constant('message'),
    role: fc.constantFrom('user', 'assistant'),
    content: fc.string(),
  }),
  fc.record({
    type: fc.constant('function_call'),
    call_id: fc.uuid(),
    name: fc.string(),
    arguments: fc.string(),
  }),
  fc.record({
    type: fc.constant('custom_tool_call'),
    call_id: fc.uuid(),
    name: fc.string(),
    input: fc.string(),
  }),
  fc.record({ type: fc.constant('reasoning'), summary: fc.constant([]), encrypted_content: fc.string() }),
  fc.record({ type: fc.constantFrom('compaction', 'web_search_call'), id: fc.string() }),
)

test('whatever the conversation: each call has its answer right behind it, and its arguments are an object', () => {
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const entries = items.map((one): HistoryEntry => ({ item: one as ModelItem, origin: 'x' }))
      const messages = chatMessages(requestInput(entries, 'x', new Set()))
      messages.forEach((message, index) => {
        const calls = (message['tool_calls'] ?? []) as readonly {
          readonly id: string
          readonly function: { readonly arguments: string }
        }[]
        for (const call of calls) {
          expect(JSON.parse(call.function.arguments)).toBeTypeOf('object')
          expect(messages[index + 1]).toMatchObject({ role: 'tool', tool_call_id: call.id })
        }
      })
      const before = messages.flatMap(({ role }, index) => (role === 'tool' ? [messages[index - 1]] : []))
      for (const message of before) expect(message?.['tool_calls']).toHaveLength(1)
      const calls = items.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
      expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(calls.length)
    }),
  )
})
