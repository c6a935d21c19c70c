import { scripted } from '#test/support/fake-responses-script.ts'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { json, launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1440, height: 900 } })

interface Listed {
  readonly id: string
  readonly title: string
}
interface Shown {
  readonly forkedFrom: string | null
  readonly revisions: readonly unknown[]
}

for (const colorScheme of picturedThemes)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('a session is forked from a step and by the palette, and the queue says where it is from', async ({
      workbench,
    }) => {
      const { page, model, repository } = await startWithOpenai(workbench)
      const steps = [{ sh: 'echo 1 > one.txt' }, { sh: 'echo 2 > two.txt' }, { say: 'Two files.' }]
      await launch(page, 'OpenAI', scripted('Make two files', ...steps))
      await expect(page).toHaveTitle('(1) Winnow')
      await page.keyboard.press('Tab')
      await expect(page.getByText('0/2 decided')).toBeVisible()

      const timeline = page.getByRole('region', { name: 'Timeline' })
      await timeline.getByRole('button', { name: 'Fork from here' }).first().hover()
      await picture(page, `fork-offered-${colorScheme}`)
      await timeline.getByRole('button', { name: 'Fork from here' }).first().click()
      const asked = page.getByRole('dialog', { name: 'Fork the session' })
      const field = asked.getByRole('textbox', { name: 'How the second session goes on' })
      await expect(field).toBeFocused()
      await expect(asked).toContainText('at this checkpoint')
      await expect(asked).toContainText('Say how it should go on.')
      await page.keyboard.insertText(scripted('Another way', { sh: 'echo 3 > three.txt' }, { say: 'Done.' }))
      await picture(page, `fork-asked-${colorScheme}`)
      await page.keyboard.press('Control+Enter')
      await expect(asked).toHaveCount(0)
      const heading = page.getByRole('main').getByRole('heading', { name: 'Another way' })
      await expect(heading).toBeVisible()
      await expect(page.locator('main:focus, main :focus')).toHaveCount(1)
      const queue = page.getByRole('navigation', { name: 'Queue' })
      const row = queue.getByRole('button', { name: /^Another way.*forked from “Make two files”/ })
      await expect(row).toBeVisible()
      const listed = async (): Promise<readonly Listed[]> =>
        (await json<{ sessions: Listed[] }>(workbench, 'sessions')).sessions
      const idOf = async (title: string): Promise<string> =>
        (await listed()).find((one) => one.title === title)?.id ?? ''
      const fork = await idOf('Another way')
      const shown = (): Promise<Shown> => json<Shown>(workbench, 'show', fork)
      await expect.poll(async () => (await shown()).revisions.length).toBe(1)
      expect((await shown()).forkedFrom).toBe(await idOf('Make two files'))
      const files = repository.git('ls-tree', '-r', '--name-only', `refs/winnow/${fork}/r1`)
      expect(files.split('\n')).toEqual(['a.txt', 'one.txt', 'three.txt'])
      await picture(page, `forked-${colorScheme}`)

      // By the palette from the end of the last turn; what was typed stays where that was left.
      await page.keyboard.press('Control+k')
      await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
      await page.keyboard.insertText('Fork the session')
      await expect(page.getByRole('option').first()).toContainText('Fork the session')
      await page.keyboard.press('Enter')
      await page.keyboard.type('and now')
      await expect(field).toHaveValue('and now')
      await expect(asked).toContainText('at the end of its last turn')
      await page.keyboard.press('Escape')
      await expect(asked).toHaveCount(0)
      expect(await listed()).toHaveLength(2)
      await model.close()
    })
  })

test('what no agent wrote can’t be forked, and says so', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'a\n' }, { 'a.txt': 'A\n' })
  const { page } = review
  await page.keyboard.press('Control+k')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('Fork the session')
  const option = page.getByRole('option', { name: /^Fork the session/ })
  await expect(option).toContainText('No agent wrote this: there is no work to fork.')
  await expect(option).toHaveAttribute('aria-disabled', 'true')
})
