import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

for (const colorScheme of picturedThemes)
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
  ])
    test.describe(`${colorScheme} ${viewport.width}`, () => {
      test.use({ colorScheme, viewport })

      test('what was changed in a worktree after its turn is told, and one key takes it', async ({
        workbench,
      }) => {
        const repository = new TestRepository(path.join(workbench.home, 'pond'))
        repository.git('config', 'user.name', 'Ada Person')
        repository.git('config', 'user.email', 'ada@example.test')
        repository.commit('Begin', { 'a.txt': 'a\n', 'src/b.txt': 'b\n' })
        const started = await workbench.command([
          ...['task', 'Add a line', '--run', 'echo b > b.txt', '--repo', repository.path, '--wait', '--json'],
        ])
        const { session } = JSON.parse(started.stdout) as { session: string }
        const page = await workbench.start({ repository: repository.path })
        await page.getByRole('button', { name: /Add a line.*1 hunk in 1 file/ }).click()
        await expect(page.getByText('0/1 decided')).toBeVisible()
        const bar = page.getByRole('status', { name: 'The worktree has changed' })
        await expect(bar).toHaveCount(0)

        const shown = JSON.parse((await workbench.command(['show', session, '--json'])).stdout) as {
          worktree: string
        }
        for (const name of ['a.txt', 'late.txt', 'later.txt', 'src/b.txt'])
          writeFileSync(path.join(shown.worktree, name), 'by hand\n')
        // As it is when the person comes back from their editor.
        await page.evaluate(() => window.dispatchEvent(new Event('focus')))
        await expect(bar).toContainText(
          'The worktree has changed since r1: a.txt, late.txt, later.txt and 1 more file.',
        )
        await picture(page, `worktree-change-${colorScheme}`)
        expect((await workbench.command(['show', session])).stdout).toContain(
          'The worktree has changed since r1: a.txt, late.txt, later.txt and 1 more file.',
        )

        // The sheet of a landing says so too.
        await page.keyboard.press('a')
        await expect(page.getByText('1/1 decided')).toBeVisible()
        // It is landed once the workbench has it.
        await expect(page.getByRole('button', { name: /^Land 1 hunk/ })).toBeEnabled()
        await page.keyboard.press('Shift+L')
        await expect(page.getByText(/What lands is what you accepted of r1, without that/)).toBeVisible()
        await picture(page, `worktree-change-landing-${colorScheme}`)
        await page.keyboard.press('Escape')

        await bar.getByRole('button', { name: 'Leave it' }).click()
        await expect(bar).toHaveCount(0)
        writeFileSync(path.join(shown.worktree, 'a.txt'), 'by hand again\n')
        await page.evaluate(() => window.dispatchEvent(new Event('focus')))
        await expect(bar).toBeVisible()
        await page.locator('main').focus()
        await page.keyboard.press('F5')
        await expect(bar).toHaveCount(0)
        await expect(page.getByText(/r2 is here/)).toBeVisible()
        await page.keyboard.press('.')
        await expect(page.getByText('1/5 decided')).toBeVisible()
      })
    })
