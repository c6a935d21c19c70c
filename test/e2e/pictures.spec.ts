import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { dropFiles, pasteFile } from '#test/support/dropped.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { samplePictures, samplePng } from '#test/support/sample-pictures.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const teal = samplePng(320, 200, [0, 128, 128])
const red = samplePng(200, 320, [200, 40, 40])
const png = { name: 'image.png', type: 'image/png' }

function prepare(workbench: Workbench): TestRepository {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  return repository
}
const thumbnails = (within: Locator | Page): Locator =>
  within.getByRole('list', { name: 'Pictures of the prompt' }).getByRole('img')
const unsent = (workbench: Workbench): readonly string[] =>
  readdirSync(path.join(workbench.environment['WINNOW_HOME'] ?? '', 'pictures'))

async function openComposer(page: Page): Promise<{ composer: Locator; field: Locator }> {
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  const field = composer.getByRole('textbox', { name: 'Tasks' })
  await expect(field).toBeFocused()
  return { composer, field }
}

/** Whether a picture was drawn, of that width in pixels. */
async function expectDrawn(thumbnail: Locator, width: number): Promise<void> {
  await expect
    .poll(() => thumbnail.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)))
    .toBe(width)
}

test('pictures are pasted and dropped into a task, survive a reload and a restart, and reach the agent', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  const { composer, field } = await openComposer(page)
  await page.keyboard.type('Look at')
  await pasteFile(page, { ...png, bytes: teal })
  await expect(thumbnails(composer)).toHaveCount(1)
  await expectDrawn(thumbnails(composer).first(), 320)
  await expect(field).toHaveValue(/^Look at \/.*\/pictures\/[0-9a-f]{20}\.png $/)
  await page.keyboard.type('and')
  const file = path.join(workbench.home, 'red.png')
  writeFileSync(file, red)
  await dropFiles(page, field, file)
  await expect(thumbnails(composer)).toHaveCount(2)
  await expectDrawn(thumbnails(composer).last(), 200)
  await expect(field).toBeFocused()
  await page.keyboard.type('please')
  await picture(page, 'pictures-composer')

  await page.reload()
  await openComposer(page)
  await expect(field).toHaveValue(/^Look at \S+ and \S+ please$/)
  await expect(thumbnails(composer)).toHaveCount(2)
  await workbench.stop()
  const second = await workbench.start({ repository: repository.path })
  const again = await openComposer(second)
  await expect(again.field).toHaveValue(/^Look at \S+ and \S+ please$/)
  await expectDrawn(thumbnails(again.composer).first(), 320)

  await again.composer.getByRole('button', { name: 'Remove picture 2' }).click()
  await expect(again.field).toHaveValue(/^Look at \S+ and please$/)
  await again.composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await second.getByRole('menuitem', { name: /^Command/ }).press('Enter')
  const line = 'for word in $WINNOW_PROMPT; do case $word in /*) cat "$word" > seen.png;; esac; done'
  await again.composer.getByRole('textbox', { name: 'Command' }).fill(line)
  await again.field.focus()
  await second.keyboard.press('Control+Enter')
  await expect(again.composer).toBeHidden()
  const queue = second.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByRole('button', { name: /^Look at and please .*needs you/ })).toBeVisible()
  const { sessions } = JSON.parse((await workbench.command(['sessions', '--json'])).stdout) as {
    sessions: { id: string; worktree: string }[]
  }
  expect(readFileSync(path.join(sessions[0]?.worktree ?? '', 'seen.png'))).toEqual(teal)
})

test('what is no picture is refused with a sentence, and words are pasted as words', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  const { composer, field } = await openComposer(page)
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  await pasteFile(page, { name: 'drawing.svg', type: 'image/svg+xml', bytes: svg })
  await expect(page.getByText(/^drawing\.svg: This is no picture that a prompt takes/)).toBeVisible()
  await picture(page, 'pictures-refused')
  await pasteFile(page, { ...png, bytes: Buffer.from('<script>alert(1)</script>') })
  await expect(page.getByText(/^image\.png: This is no picture that a prompt takes/)).toBeVisible()
  await pasteFile(page, { ...png, name: 'huge.png', bytes: Buffer.concat([teal, Buffer.alloc(10_000_000)]) })
  await expect(page.getByText(/^huge\.png: This file has 11 MB/)).toBeVisible()
  // Cells of a table come with a picture of them.
  await pasteFile(page, { ...png, bytes: teal, words: 'a\tb' })
  await page.keyboard.type('x')
  await expect(field).toHaveValue('x')
  await expect(thumbnails(composer)).toHaveCount(0)
  // A file that a file manager copied comes with its name.
  await pasteFile(page, { name: 'a.gif', type: 'image/gif', bytes: samplePictures.gif, words: 'a.gif' })
  await expect(thumbnails(composer)).toHaveCount(1)
  expect(unsent(workbench)).toHaveLength(1)
})

test('a picture in a follow-up waits with it, comes back with it, and is seen in the timeline', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  const gate = path.join(workbench.home, 'gate')
  const run = `while [ ! -e ${gate} ]; do sleep 0.02; done; echo more >> a.txt`
  const made = await workbench.command(['task', 'Begin', '--run', run, '--repo', repository.path])
  expect(made.stderr).toBe('')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await queue.getByRole('button', { name: /^Begin / }).click()
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await field.focus()
  await page.keyboard.type('Like this:')
  await pasteFile(page, { ...png, bytes: teal })
  await expectDrawn(thumbnails(page).first(), 320)
  await picture(page, 'pictures-follow-up')
  await page.keyboard.press('Control+Enter')
  const waiting = page.getByRole('list', { name: 'Follow-ups that wait for the end of the turn' })
  await expect(waiting.getByRole('listitem')).toHaveText(/Like this: \//)
  await expect(field).toHaveValue('')
  await waiting.getByRole('button', { name: /^Take back/ }).click()
  await expect(waiting).toHaveCount(0)
  await expect(field).toHaveValue(/^Like this: \S+\/sessions\/\w+\/pictures\/\S+\.png$/)
  await expectDrawn(thumbnails(page).first(), 320)
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(waiting.getByRole('listitem')).toHaveCount(1)
  writeFileSync(gate, '')
  await expect(queue.getByRole('button', { name: /^Begin .*\+2/ })).toBeVisible()
  await expect(page.getByText('0/1 decided')).toBeVisible()
  // While there is something to review, the context is folded.
  await page.keyboard.press('m')
  await expect(field).toBeFocused()
  await expect(waiting).toHaveCount(0)
  await expectDrawn(thumbnails(page.getByRole('region', { name: 'Timeline' })).first(), 320)
  await picture(page, 'pictures-timeline')
})
