import path from 'node:path'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })

for (const colorScheme of picturedThemes)
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('a landed session offers to let its worktree go, and goes on without it', async ({ workbench }) => {
      const repository = new TestRepository(path.join(workbench.home, 'pond'))
      repository.git('config', 'user.name', 'Ada Person')
      repository.git('config', 'user.email', 'ada@example.test')
      repository.commit('Begin', { 'a.txt': 'a\n' })
      const started = await workbench.command([
        ...['task', 'Add', '--run', 'echo b > b.txt', '--repo', repository.path, '--wait', '--json'],
      ])
      const { session } = JSON.parse(started.stdout) as { session: string }
      const page = await workbench.start({ repository: repository.path })
      await page.getByRole('button', { name: /Add.*1 hunk in 1 file/ }).click()
      await expect(page.getByText('0/1 decided')).toBeVisible()
      await page.getByRole('tab', { name: 'Session' }).click()
      const offer = page.getByRole('button', { name: 'Let the worktree go' })
      await expect(page.getByText('Worktree', { exact: true })).toBeVisible()
      await expect(offer).toHaveCount(0)
      for (const args of [
        ['decide', session, '--all', 'accept'],
        ['land', session, '--branch', 'topic'],
      ])
        expect((await workbench.command(args)).exitCode).toBe(0)
      await expect(offer).toBeVisible()
      await picture(page, `let-worktree-go-${colorScheme}`)
      await page.keyboard.press('Control+k')
      await page.keyboard.type('let the worktree')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Let the worktree go. A follow-up makes it again.')).toBeVisible()
      await expect(offer).toHaveCount(0)
      const shown = JSON.parse((await workbench.command(['show', session, '--json'])).stdout) as {
        worktree: string | null
        discardedAt: number | null
      }
      expect(shown).toMatchObject({ worktree: null, discardedAt: null })
    })
  })
