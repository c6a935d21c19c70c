import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { unwrap } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let workbench: TestWorkbench
let id: string
beforeEach(async () => {
  folder = temporaryFolder()
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  workbench = await TestWorkbench.start(folder.path)
  id = await workbench.open(repository.path)
})
afterEach(async () => {
  for (const { pid } of await left()) process.kill(pid, 'SIGKILL')
  await workbench.end()
  folder.remove()
})

const left = () => markedProcesses(markOfFolder(path.join(folder.path, 'winnow')))
async function notices(session: string): Promise<readonly string[]> {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
}

test.runIf(existsSync('/proc/self/environ'))(
  'what goes on after a turn is named, ended when the person says so, and never before',
  async () => {
    const { session: sessions } = workbench.client
    await workbench.client.workbench.saveSettings({ endAllProcesses: false })
    const serve = (word: string): string =>
      `setsid sh -c 'trap "" TERM; touch ${word}; while :; do sleep 0.1; done' >/dev/null 2>&1 & while ! test -e ${word}; do sleep 0.02; done`
    const one = await workbench.task(id, serve('one'))
    const other = await workbench.task(id, serve('other'))
    for (const session of [one, other]) await workbench.state(session, 'ready')
    const [held, named] = await notices(one)
    expect(held).toMatch(/Process namespaces are off in the settings\./)
    const processes = await left()
    // Its children come and go.
    const ofOne = processes.filter(
      ({ mark, command }) => mark.includes(`/${one}/`) && command.includes('trap'),
    )
    expect(ofOne.length).toBeGreaterThan(0)
    for (const { pid } of ofOne) expect(named).toContain(String(pid))
    expect(named).toContain(`winnow end ${one}`)

    expect(unwrap(await sessions.endProcesses({ session: one })).ended).toBeGreaterThan(0)
    const after = await left()
    expect(after.length).toBeGreaterThan(0)
    expect(after.every(({ mark }) => mark.includes(`/${other}/`))).toBe(true)
    expect((await notices(one)).at(-1)).toMatch(/^Ended by you after its turn: /)
    expect(unwrap(await sessions.endProcesses({ session: one }))).toEqual({ ended: 0 })
    // Discarding the other one ends nothing either.
    unwrap(await sessions.discard({ session: other }))
    expect(await left()).not.toEqual([])
    expect(unwrap(await sessions.endProcesses({ session: other })).ended).toBeGreaterThan(0)
    expect(await left()).toEqual([])
  },
)
