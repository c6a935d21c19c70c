import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { samplePictures, samplePng } from '#test/support/sample-pictures.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => made.commit('base', { 'a.txt': 'a\n' }),
  (opened) => ({ folder, workbench, id } = opened),
  () => workbench,
)

const home = (): string => path.join(folder.path, 'winnow')
const teal = samplePng(40, 30, [0, 128, 128])
const keep = (bytes: Buffer) => workbench.client.picture.keep({ base64: bytes.toString('base64') })
const kept = async (bytes: Buffer): Promise<string> => unwrap(await keep(bytes)).path
const unsent = (): readonly string[] => readdirSync(path.join(home(), 'pictures'))
/** A command agent that reads every picture which its prompt names. */
const reading =
  'for word in $WINNOW_PROMPT; do case $word in /*) cat "$word" >> seen;; esac; done; echo "$WINNOW_PICTURES" >> a.txt'
const restart = async (): Promise<void> => {
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
}
const old = new Date(Date.now() - 25 * 60 * 60_000)
const age = (file: string): void => utimesSync(file, old, old)

async function run(prompt: string): Promise<string> {
  const session = await workbench.task(id, reading, prompt)
  await workbench.state(session, 'ready')
  return session
}

describe('a picture in a prompt', () => {
  it('is kept once, by what is in it, for the person alone', async () => {
    const first = unwrap(await keep(teal))
    expect(first).toMatchObject({ kind: 'png', width: 40, height: 30 })
    expect(path.dirname(first.path)).toBe(path.join(home(), 'pictures'))
    expect(await kept(teal)).toBe(first.path)
    expect(readFileSync(first.path)).toEqual(teal)
    expect(unsent()).toHaveLength(1)
    for (const picture of Object.values(samplePictures)) await kept(picture)
    expect(unwrap(await workbench.client.picture.get({ path: first.path }))).toEqual({
      kind: 'png',
      base64: teal.toString('base64'),
    })
  })

  it('is refused with a sentence where it is no picture, or too large', async () => {
    for (const bytes of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      Buffer.from('plain words'),
      Buffer.alloc(0),
    ])
      expect(await keep(bytes)).toMatchObject({
        ok: false,
        error: { kind: 'noPicture', message: expect.stringContaining('Nothing was added.') as string },
      })
    const huge = Buffer.concat([teal, Buffer.alloc(10_000_000)])
    expect(await keep(huge)).toMatchObject({ ok: false, error: { kind: 'tooLarge' } })
    const wide = Buffer.from(teal)
    wide.writeUInt32BE(100_000, 16)
    expect(await keep(wide)).toMatchObject({ ok: false, error: { kind: 'tooLarge' } })
    expect(existsSync(path.join(home(), 'pictures'))).toBe(false)
  })

  it('is kept beside its session, where the agent reads it, and is no part of titles and messages', async () => {
    const file = await kept(teal)
    const session = await run(`${file} Make it look like this`)
    const found = unwrap(await workbench.client.session.get({ session }))
    const beside = path.join(home(), 'sessions', session, 'pictures', path.basename(file))
    expect(found.prompt).toBe(`${beside} Make it look like this`)
    expect(found.title).toBe('Make it look like this')
    expect(readFileSync(path.join(found.worktree ?? '', 'seen'))).toEqual(teal)
    const added = readFileSync(path.join(found.worktree ?? '', 'a.txt'), 'utf8')
    expect(added).toBe(`a\n${path.dirname(beside)}\n`)
    await workbench.acceptAll(session)
    const { message } = unwrap(await workbench.client.landing.preview({ session }))
    expect(message).toContain('Make it look like this')
    expect(message).not.toContain('pictures')

    const sent = await workbench.client.session.followUp({
      session,
      text: `and ${await kept(samplePictures.gif)}`,
    })
    expect(sent).toMatchObject({ ok: true })
    await workbench.until(session, (one) => one.state === 'ready' && one.revisions.length === 2)
    expect(readdirSync(path.dirname(beside))).toHaveLength(2)
    // A prompt of before names pictures that its session keeps, and can be sent again elsewhere.
    const again = await run((await workbench.client.workbench.history())[1] ?? '')
    expect(readFileSync(path.join(home(), 'sessions', again, 'pictures', path.basename(file)))).toEqual(teal)
  })

  it('that is gone or was changed is not sent: the words stay with the person', async () => {
    const file = await kept(teal)
    const tasks = [
      { repository: id, prompt: `See ${file}`, agent: { kind: 'command' as const, command: 'true' } },
    ]
    writeFileSync(file, samplePng(40, 30, [255, 0, 0]))
    expect(await workbench.client.session.submit({ tasks })).toMatchObject({
      ok: false,
      error: { kind: 'pictures', message: expect.stringContaining('Nothing was sent.') as string },
    })
    rmSync(file)
    symlinkSync('/etc/hostname', file)
    expect(await workbench.client.session.submit({ tasks })).toMatchObject({ ok: false })
    expect(await workbench.client.picture.get({ path: file })).toMatchObject({
      ok: false,
      error: { kind: 'notFound' },
    })
    expect(await workbench.client.picture.get({ path: '/etc/hostname' })).toMatchObject({ ok: false })
    expect(await workbench.client.session.list()).toEqual([])
    // Pasted again, it is there again.
    expect(await kept(teal)).toBe(file)
    expect(await workbench.client.session.submit({ tasks })).toMatchObject({ ok: true })
  })

  it('is one of a bounded number', async () => {
    const files: string[] = []
    for (let red = 0; red < 21; red += 1) files.push(await kept(samplePng(2, 2, [red, 0, 0])))
    const agent = { kind: 'command' as const, command: 'true' }
    const submit = (count: number) =>
      workbench.client.session.submit({
        tasks: [{ repository: id, prompt: files.slice(0, count).join(' '), agent }],
      })
    expect(await submit(21)).toMatchObject({ ok: false, error: { kind: 'pictures' } })
    expect(await submit(20)).toMatchObject({ ok: true })
    // As many as there is room for: old ones that no draft names make room, others do not.
    const place = path.join(home(), 'pictures')
    for (let at = unsent().length; at < 200; at += 1) writeFileSync(path.join(place, `f${at}`), 'x')
    const next = samplePng(2, 2, [0, 1, 0])
    expect(await keep(next)).toMatchObject({ ok: false, error: { kind: 'full' } })
    await workbench.client.workbench.saveDraft({ name: 'composer', text: `with ${files[0]}` })
    for (const name of unsent()) age(path.join(place, name))
    await kept(next)
    expect(unsent().toSorted()).toEqual(
      [path.basename(files[0] ?? ''), path.basename(await kept(next))].toSorted(),
    )
  })

  it('of a draft outlives restarts, and goes once nothing unsent names it', async () => {
    const file = await kept(teal)
    const other = await kept(samplePictures.jpeg)
    await workbench.client.workbench.saveDraft({ name: 'followUp.0123456789', text: `see ${file}` })
    age(file)
    age(other)
    await restart()
    await workbench.client.session.collect({ parts: [], ignored: 'keep' })
    expect(unsent()).toEqual([path.basename(file)])
    await workbench.client.workbench.saveDraft({ name: 'followUp.0123456789', text: 'see' })
    await workbench.client.session.collect({ parts: [], ignored: 'keep' })
    expect(unsent()).toEqual([])
  })

  it('comes back with a discarded session, and goes with what gc deletes of it', async () => {
    const session = await run(`See ${await kept(teal)}`)
    const place = path.join(home(), 'sessions', session, 'pictures')
    unwrap(await workbench.client.session.discard({ session }))
    await restart()
    unwrap(await workbench.client.session.restore({ session }))
    const { prompt } = unwrap(await workbench.client.session.get({ session }))
    expect(unwrap(await workbench.client.picture.get({ path: prompt.slice('See '.length) })).kind).toBe('png')
    unwrap(await workbench.client.session.discard({ session }))
    const { items } = await workbench.client.session.garbage({ olderThanDays: 0, ignored: 'keep' })
    expect(items.map(({ part }) => part)).toEqual(['references', 'outputs'])
    await workbench.client.session.collect({
      parts: items.map(({ part }) => ({ session, part })),
      ignored: 'keep',
    })
    expect(existsSync(place)).toBe(false)
  })

  it('waits with its follow-up, and comes back with it into the draft', async () => {
    const session = await workbench.task(id, `while [ ! -e ${folder.path}/gate ]; do sleep 0.02; done`)
    await workbench.state(session, 'running')
    const file = await kept(teal)
    unwrap(await workbench.client.session.followUp({ session, text: `see ${file}` }))
    rmSync(file)
    unwrap(await workbench.client.session.stop({ session }))
    const draft = (await workbench.client.workbench.drafts())[`followUp.${session}`] ?? ''
    const named = draft.slice('see '.length)
    expect(unwrap(await workbench.client.picture.get({ path: named })).kind).toBe('png')
    mkdirSync(path.join(folder.path, 'gate'))
    unwrap(await workbench.client.session.followUp({ session, text: draft }))
    await workbench.state(session, 'ready')
  })

  it('is found, shown and given to the agent after the data folder was moved', async () => {
    const session = await workbench.task(id, `${reading}; exit 3`, `See ${await kept(teal)}`)
    await workbench.state(session, 'failed')
    const before = unwrap(await workbench.client.session.get({ session })).prompt
    const use = await workbench.client.workbench.diskUse()
    expect(use.pictures).toBeGreaterThan(0)
    await workbench.end()
    const place = path.join(folder.path, 'moved-to')
    mkdirSync(place)
    renameSync(home(), path.join(place, 'winnow'))
    workbench = await TestWorkbench.start(place)
    const info = await workbench.client.workbench.info()
    expect(info.formerHomes).toEqual([home()])
    const there = before.slice('See '.length)
    const shown = unwrap(await workbench.client.picture.get({ path: there }))
    expect(shown.base64).toBe(teal.toString('base64'))
    unwrap(await workbench.client.session.restart({ session }))
    const again = await workbench.state(session, 'failed')
    expect(readFileSync(path.join(again.worktree ?? '', 'a.txt'), 'utf8')).toContain(
      path.join(place, 'winnow', 'sessions', session, 'pictures'),
    )
    expect(readFileSync(path.join(again.worktree ?? '', 'seen'))).toEqual(teal)
    // A follow-up with the old path in it names the picture where it is.
    unwrap(await workbench.client.session.followUp({ session, text: `again ${there}` }))
    await workbench.state(session, 'failed')
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    const texts = items.flatMap((item) => (item.kind === 'prompt' ? [item.text] : []))
    expect(texts.at(-1)).toContain(path.join(place, 'winnow', 'sessions', session))
  })
})
