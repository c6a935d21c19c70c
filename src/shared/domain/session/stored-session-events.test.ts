import assert from 'node:assert/strict'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from './session-events.ts'
import { decodeSessionEvent, encodeSessionEvent } from './stored-session-events.ts'

const events: readonly SessionEvent[] = [
  {
    type: 'sessionCreated',
    data: {
      ...{ id: 's', repository: 'r', task: 't', title: 'höhe', prompt: 'p', attempt: 1, attempts: 2 },
      ...{ agent: { kind: 'command', command: 'x' }, source: null },
      ...{ baseName: 'main', baseCommit: 'c', baseTree: 'd' },
    },
  },
  { type: 'turnQueued', data: { turn: 1, prompt: 'p' } },
  { type: 'turnQueued', data: { turn: 2, prompt: 'q', client: 'commandLine' } },
  { type: 'turnQueued', data: { turn: 3, prompt: '', compacts: true } },
  { type: 'turnQueued', data: { turn: 4, prompt: 'r', mode: 'build' } },
  { type: 'turnQueued', data: { turn: 5, prompt: '', answers: true } },
  { type: 'sessionRestored', data: null },
  { type: 'sessionRestored', data: { client: 'commandLine' } },
  { type: 'sessionStateChanged', data: { state: 'failed', activity: 'why' } },
  { type: 'sessionStateChanged', data: { state: 'waiting', activity: 'asks: why' } },
  { type: 'worktreeChanged', data: { path: null, lost: true } },
  {
    type: 'revisionTaken',
    data: { number: 1, commit: 'c', tree: 't', at: 5, leftOut: [{ path: '\udcff', reason: 'large' }] },
  },
  {
    type: 'checkpointTaken',
    data: {
      ...{ id: 't1-c', turn: 1, at: 'step', commit: 'c', tree: 't', head: 'h', mark: '12' },
    },
  },
  {
    type: 'rolledBack',
    data: {
      ...{ to: 't1-end', before: 'roll-back-1', turn: 1, turns: 2 },
      ...{ at: 'end', conversation: 'anew' },
    },
  },
  { type: 'sessionDiscarded', data: null },
  { type: 'sessionDiscarded', data: { client: 'commandLine' } },
  {
    type: 'landed',
    data: {
      ...{ baseTree: 't', baseCommit: 'c' },
      record: {
        ...{
          id: 'l',
          kind: 'branch',
          target: 'main',
          commit: 'c',
          tree: 't',
          files: 1,
          at: 5,
          undone: false,
        },
        client: 'commandLine',
      },
    },
  },
  { type: 'sessionCollected', data: { part: 'references' } },
]

const mayNameClient = new Set(['landed', 'sessionDiscarded', 'sessionRestored', 'turnQueued'])

describe('a fact of a session', () => {
  it('is read as it was written', () => {
    for (const event of events) {
      const { type, version, data } = encodeSessionEvent(event)
      expect(decodeSessionEvent(type, version, JSON.parse(JSON.stringify(data)))).toEqual({
        ok: true,
        value: event,
      })
    }
  })

  it('that is not of its shape, of a newer version, or of no known kind is not read', () => {
    expect(decodeSessionEvent('turnQueued', 1, { turn: '1', prompt: 'p' })).toEqual({
      ok: false,
      error: 'it has no valid turn',
    })
    expect(decodeSessionEvent('turnQueued', 5, { turn: 1, prompt: 'p' })).toEqual({
      ok: false,
      error: 'a newer Winnow wrote it',
    })
    expect(decodeSessionEvent('constructor', 1, {}).ok).toBe(false)
  })

  it('that may name a command line has a version of its own, and before that it is read as it is', () => {
    for (const event of events) {
      if (!mayNameClient.has(event.type)) continue
      assert.equal(encodeSessionEvent(event).version, event.type === 'turnQueued' ? 4 : 2)
    }
    for (const type of ['sessionDiscarded', 'sessionRestored'])
      expect(decodeSessionEvent(type, 1, null)).toEqual({ ok: true, value: { type, data: null } })
    expect(decodeSessionEvent('turnQueued', 1, { turn: 1, prompt: 'p' })).toEqual({
      ok: true,
      value: { type: 'turnQueued', data: { turn: 1, prompt: 'p' } },
    })
  })

  it('of a range keeps what two dots meant when it was made', () => {
    const [created] = events
    const source = (range: string): unknown => {
      const data = { ...created?.data, source: { kind: 'range', range } }
      const read = decodeSessionEvent('sessionCreated', 1, data)
      return read.ok && read.value.type === 'sessionCreated' ? read.value.data.source : read
    }
    expect(source('main..topic')).toEqual({ kind: 'range', range: 'main..topic', exact: true })
    expect(source('main...topic')).toEqual({ kind: 'range', range: 'main...topic' })
    expect(source('topic')).toEqual({ kind: 'range', range: 'topic' })
  })
})
