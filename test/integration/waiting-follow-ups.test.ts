import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let workbench: TestWorkbench
let repository: string

beforeEach(async () => {
  folder = temporaryFolder('winnow-waiting-')
  const made = new TestRepository(path.join(folder.path, 'pond'))
  made.commit('Begin', { 'a.txt': 'one\n' })
  workbench = await TestWorkbench.start(folder.path)
  repository = await workbench.open(made.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const asked = (): string => {
  try {
    return readFileSync(path.join(folder.path, 'asked'), 'utf8')
  } catch {
    return ''
  }
}

/** A session whose turns note what they were asked, and go on until the test lets them end with this exit code. */
async function begin(code = 0): Promise<string> {
  const gate = path.join(folder.path, 'gate')
  const line = `echo "$WINNOW_PROMPT" >> ${folder.path}/asked; while [ ! -e ${gate} ]; do sleep 0.02; done; echo more >> a.txt; exit ${code}`
  const { sessions } = unwrap(
    await workbench.client.session.submit({
      tasks: [{ repository, prompt: 'first', agent: { kind: 'command', command: line } }],
    }),
  )
  await until('the turn runs', () => asked() === 'first\n')
  return sessions[0] ?? ''
}
/** A session that runs this. */
async function begun(command: string): Promise<string> {
  const session = await workbench.task(repository, command)
  await workbench.state(session, 'running')
  return session
}
const letGo = (): void => writeFileSync(path.join(folder.path, 'gate'), '')
const waits = async (session: string): Promise<readonly string[]> =>
  unwrap(await workbench.client.session.get({ session })).waiting.map(({ text }) => text)
const followUp = async (session: string, text: string): Promise<boolean> =>
  unwrap(await workbench.client.session.followUp({ session, text })).waits
const draftOf = async (session: string): Promise<string | undefined> =>
  (await workbench.client.workbench.drafts())[`followUp.${session}`]

describe('a follow-up to an agent that works', () => {
  it('waits, and each is sent at the end of a turn, in order', async () => {
    const session = await begin()
    expect(await followUp(session, 'second')).toBe(true)
    expect(await followUp(session, 'third')).toBe(true)
    expect(await waits(session)).toEqual(['second', 'third'])
    expect(asked()).toBe('first\n')
    letGo()
    await until('all were asked', () => asked() === 'first\nsecond\nthird\n')
    await workbench.state(session, 'ready')
    expect(await waits(session)).toEqual([])
    expect(await draftOf(session)).toBeUndefined()
    expect(unwrap(await workbench.client.session.get({ session })).revisions).toHaveLength(3)
  })

  it('can be taken back until it is sent', async () => {
    const session = await begin()
    await followUp(session, 'second')
    await followUp(session, 'third')
    await workbench.client.workbench.saveDraft({ name: `followUp.${session}`, text: 'begun ' })
    const [second] = unwrap(await workbench.client.session.get({ session })).waiting
    const request = { session, id: second?.id ?? '' }
    expect(await workbench.client.session.takeBackFollowUp(request)).toEqual({ ok: true, value: 'second' })
    expect(await workbench.client.session.takeBackFollowUp(request)).toMatchObject({
      ok: false,
      error: { kind: 'notFound' },
    })
    expect(await draftOf(session)).toBe('begun\n\nsecond')
    letGo()
    await until('the other was asked', () => asked() === 'first\nthird\n')
    await workbench.state(session, 'ready')
  })

  it('is the draft of the session again, above what was begun since, when the turn is stopped', async () => {
    const session = await begin()
    await followUp(session, 'second')
    await followUp(session, 'third')
    await workbench.client.workbench.saveDraft({ name: `followUp.${session}`, text: 'begun' })
    unwrap(await workbench.client.session.stop({ session }))
    expect(await waits(session)).toEqual([])
    expect(await draftOf(session)).toBe('second\n\nthird\n\nbegun')
    expect(asked()).toBe('first\n')
  })

  it('is the draft of the session again when the turn fails', async () => {
    const session = await begin(3)
    await followUp(session, 'second')
    letGo()
    await workbench.state(session, 'failed')
    expect(await draftOf(session)).toBe('second')
    expect(asked()).toBe('first\n')
  })

  it('is the draft of the session again when its turn is stopped before it began', async () => {
    const session = await begin()
    letGo()
    await workbench.state(session, 'ready')
    await workbench.client.workbench.saveSettings({ parallelLimit: 1 })
    const other = await begun(`while [ ! -e ${folder.path}/never ]; do sleep 0.02; done`)
    expect(await followUp(session, 'second')).toBe(false)
    expect(await followUp(session, 'third')).toBe(true)
    unwrap(await workbench.client.session.stop({ session }))
    expect(await waits(session)).toEqual([])
    expect(await draftOf(session)).toBe('second\n\nthird')
    unwrap(await workbench.client.session.stop({ session: other }))
  })

  it('is a turn of its own where two are sent to an idle agent at once', async () => {
    const session = await begin()
    letGo()
    await workbench.state(session, 'ready')
    const sent = await Promise.all([followUp(session, 'second'), followUp(session, 'third')])
    expect(sent.filter(Boolean)).toHaveLength(1)
    await until('both were asked', () => asked().split('\n').length === 4)
    await workbench.state(session, 'ready')
    expect(asked().split('\n').toSorted()).toEqual(['', 'first', 'second', 'third'])
  })
})
