import { scripted } from '#test/support/fake-responses-script.ts'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { json, launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, painted, test } from '#test/support/workbench-driver.ts'

for (const colorScheme of picturedThemes)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } })

    test('a conversation is shortened from the palette, once for what was said, and decisions stay', async ({
      workbench,
    }) => {
      const { page, model } = await startWithOpenai(workbench, {
        model: { summary: () => ({ say: 'Two files were made.' }) },
      })
      await launch(page, 'OpenAI', scripted('Make two', { sh: 'echo 1 >1; echo 2 >2' }, { say: 'Two.' }))
      await expect(page).toHaveTitle('(1) Winnow')
      await page.keyboard.press('Tab')
      await expect(page.getByText('0/2 decided')).toBeVisible()
      const { sessions } = await json<{ sessions: { id: string }[] }>(workbench, 'sessions')
      const shown = await json<{ files: { hunks: { id: string }[] }[] }>(
        workbench,
        'changeset',
        sessions[0]?.id ?? '',
      )
      await painted(page, shown.files[0]?.hunks[0]?.id ?? '')
      await page.keyboard.press('a')
      await expect(page.getByText('1/2 decided')).toBeVisible()

      const option = page.getByRole('option', { name: /^Shorten the conversation with the agent/ })
      const find = async (): Promise<void> => {
        await page.keyboard.press('Control+k')
        await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
        await page.keyboard.insertText('Shorten the conversation')
        await expect(option).toBeVisible()
      }
      await find()
      await picture(page, `compact-offered-${colorScheme}`)
      await page.keyboard.press('Enter')
      const timeline = page.getByRole('region', { name: 'Timeline' })
      await expect(
        timeline.getByText('The conversation was shortened, so that more fits the model.'),
      ).toBeVisible()
      await expect(page.getByText('1/2 decided')).toBeVisible()
      await picture(page, `compacted-${colorScheme}`)

      // The turn that shortened it may not have ended yet.
      await expect(async () => {
        await page.keyboard.press('Escape')
        await find()
        await expect(option).not.toHaveAttribute('aria-disabled', 'true', { timeout: 500 })
      }).toPass()
      await page.keyboard.press('Enter')
      await expect(page.getByText(/^Nothing was said in .* since/)).toBeVisible()
      await picture(page, `compact-refused-${colorScheme}`)
      await model.close()
    })
  })
