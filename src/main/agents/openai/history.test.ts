import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutOffBeforeRunning, cutOffWhileRunning, requestInput, type HistoryEntry } from './history.ts'
import { isToolCall, isToolOutput, userMessage, type ModelItem } from './items.ts'

const id = fc.integer({ min: 0, max: 5 }).map((number) => `call_${number}`)
const item: fc.Arbitrary<ModelItem> = fc.oneof(
  id.map((call_id) => ({
    type: 'function_call',
    call_id,
    name: 'exec_command',
    arguments: '{}',
    id: 'fc_1',
  })),
  id.map((call_id) => ({ type: 'function_call_output', call_id, output: 'done' })),
  fc.constant(userMessage('hello')),
  fc.constant({
    type: 'reasoning',
    id: 'rs_1',
    summary: [],
    encrypted_content: 'opaque',
    status: 'completed',
  }),
)
const entry = fc.record({ item, origin: fc.constantFrom('here', 'elsewhere') })
// One call and one answer per id, as servers make them.
const history = fc.uniqueArray(entry, {
  selector: (one) =>
    one.item.call_id === undefined ? Symbol('any') : `${one.item.type} ${one.item.call_id}`,
  maxLength: 12,
})

test('law: every call has exactly one answer and every answer a call, whatever is missing', () => {
  fc.assert(
    fc.property(history, fc.array(id), (entries, started) => {
      const input = requestInput(entries, 'here', new Set(started))
      const calls = input.filter(isToolCall).map((call) => call.call_id)
      const answers = input.filter(isToolOutput).map((answer) => answer.call_id)
      expect(answers).toHaveLength(calls.length)
      expect(new Set(answers)).toEqual(new Set(calls))
      for (const one of input.filter((each) => each.type === 'reasoning'))
        expect(one.encrypted_content).toBe('opaque')
      expect(input.filter((one) => 'status' in one || ('id' in one && one.type !== 'reasoning'))).toEqual([])
      expect(input.filter((one) => one.role === 'user')).toHaveLength(
        entries.filter((one) => one.item.role === 'user').length,
      )
    }),
  )
})

test('says whether an unanswered call had begun, and leaves out what another model thought', () => {
  const call = (call_id: string): HistoryEntry => ({
    item: { type: 'custom_tool_call', call_id, name: 'apply_patch', input: '' },
    origin: 'here',
  })
  const thought = (origin: string, encrypted_content?: string): HistoryEntry => ({
    item: { type: 'reasoning', id: origin, summary: [], encrypted_content },
    origin,
  })
  const entries = [thought('here', 'x'), thought('here'), thought('elsewhere', 'x'), call('a'), call('b')]
  expect(requestInput(entries, 'here', new Set(['a']))).toEqual([
    { type: 'reasoning', id: 'here', summary: [], encrypted_content: 'x' },
    { type: 'custom_tool_call', call_id: 'a', name: 'apply_patch', input: '' },
    { type: 'custom_tool_call_output', call_id: 'a', output: cutOffWhileRunning },
    { type: 'custom_tool_call', call_id: 'b', name: 'apply_patch', input: '' },
    { type: 'custom_tool_call_output', call_id: 'b', output: cutOffBeforeRunning },
  ])
})

test('a plan that was cut off before its answer is told to be not approved', () => {
  const call = { type: 'function_call', call_id: 'call_1', name: 'propose_plan', arguments: '{}' }
  const [, answer] = requestInput([{ item: call, origin: 'here' }], 'here', new Set(['call_1']))
  expect(answer?.output).toMatch(/^interrupted: .* nothing is approved/)
})
