import path from 'node:path'
import { violations, violationsOfColours } from '#test/support/accessibility.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

/** A session with a file of every look: changed, added, deleted, renamed, and a binary one. */
async function prepare(workbench: Workbench): Promise<{ repository: TestRepository; first: string }> {
  const repository = new TestRepository(path.join(workbench.home, 'harbour'))
  const lines = Array.from({ length: 60 }, (_, index) => `export const value${index} = ${index}\n`)
  repository.commit('Begin', {
    'src/values.ts': lines.join(''),
    'src/gone.ts': 'export const gone = true\n',
    'src/old-name.ts': lines.slice(0, 20).join(''),
    'picture.bin': new Uint8Array([0, 1, 2, 3]),
  })
  repository.git('switch', '-q', '-c', 'work')
  repository.git('mv', 'src/old-name.ts', 'src/new-name.ts')
  repository.commit('Change', {
    'src/values.ts': lines.with(3, "export const value3 = 'three'\n").with(40, '').join(''),
    'src/gone.ts': null,
    'src/added.ts': '/** What is new. */\nexport const added = 1\n',
    'picture.bin': new Uint8Array([0, 3, 2, 1]),
  })
  const done = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(done.stdout) as { session: string }
  const shown = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(shown.stdout) as { files: { hunks: { id: string }[] }[] }
  return { repository, first: files[0]?.hunks[0]?.id ?? '' }
}

/** Views that a key opens over the review and Escape closes. */
const overlays: readonly (readonly [string, string, string])[] = [
  ['the composer', 'n', 'New tasks'],
  ['the dialog for what exists', 'Shift+n', ''],
  ['the palette', 'Control+k', ''],
  ['all keys', '?', ''],
  ['the settings', 'Control+,', ''],
  ['the landing sheet', 'Shift+l', ''],
]

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`nobody is shut out, ${colorScheme}`, () => {
    test.use({ colorScheme })
    const look = colorScheme === 'light' ? violations : violationsOfColours

    test('the start view has no serious violation', async ({ workbench }) => {
      const page = await workbench.start()
      await expect(page.getByRole('combobox', { name: 'Folder of a repository' })).toBeVisible()
      expect(await look(page)).toEqual([])
    })

    test('the queue, the review, the overview and what opens over them have no serious violation', async ({
      workbench,
    }) => {
      const { repository, first } = await prepare(workbench)
      const page = await workbench.start({ repository: repository.path })
      // What fades in has other colours meanwhile.
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await expect(page.getByText('Something waits for you.')).toBeVisible()
      expect(await look(page), 'without a session').toEqual([])

      await page.keyboard.press('Tab')
      await painted(page, first)
      expect(await look(page), 'the review').toEqual([])
      await page.keyboard.press('a')
      await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute(
        'aria-valuenow',
        '1',
      )
      expect(await look(page), 'a decided hunk').toEqual([])

      await page.keyboard.press('s')
      await expect(page.locator('.monaco-diff-editor.side-by-side')).toHaveCount(0)
      expect(await look(page), 'unified').toEqual([])
      await page.keyboard.press('s')

      for (const [name, key, title] of overlays) {
        await page.keyboard.press(key)
        const dialog = title ? page.getByRole('dialog', { name: title }) : page.getByRole('dialog')
        await expect(dialog, name).toBeVisible()
        expect(await look(page), name).toEqual([])
        await page.keyboard.press('Escape')
        await expect(dialog, name).toBeHidden()
      }

      await page.keyboard.press('g')
      await expect(page.getByRole('region', { name: /^Overview of / })).toBeVisible()
      expect(await look(page), 'the overview').toEqual([])

      // A key means nothing for changes that are not on screen yet.
      await page.evaluate(() => performance.clearMarks('winnow:painted'))
      await page.keyboard.press('g')
      await page.waitForFunction(() => performance.getEntriesByName('winnow:painted').length > 0)
      await page.keyboard.press('Control+Shift+A')
      await expect(page.getByRole('region', { name: 'Messages' }).getByRole('group')).toBeVisible()
      expect(await look(page), 'a message').toEqual([])
    })
  })
}
