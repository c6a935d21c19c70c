import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { browserFlags, endProcess, startServer } from '#test/support/workbench-driver.ts'
import { type Figure, figure } from './figures.ts'

const sessionCount = 8
/** Milliseconds between two words of a model. */
const pace = 40
const wordsToSee = 120

/**
 * Eight sessions of the built-in agent whose models stream words at once. Each word is the moment at which its server sent it, so
 * that the page can tell how long it took until it was painted, in whichever session is shown.
 */
export async function eventFigures(folder: string, browserPath: string): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true })
  const repository = new TestRepository(path.join(folder, 'harbour'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const say = Array.from({ length: 40_000 }, () => '@now').join(' ')
  const model = await startFakeResponses({ play: () => ({ say, delay: pace }) })
  const home = path.join(folder, 'home')
  const environment = {
    ...testGitEnvironment(folder),
    WINNOW_HOME: home,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: model.url,
  }
  const server = await startServer(['out/main/serve.js', '--port', '0', repository.path], environment)
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const owner = unwrap(await connectToOwner(home, version))
  try {
    const { client } = owner
    await client.workbench.saveSettings({ parallelLimit: sessionCount })
    const opened = unwrap(await client.repository.open({ path: repository.path }))
    const { sessions } = unwrap(
      await client.session.submit({
        tasks: [
          {
            repository: opened.id,
            prompt: 'Talk',
            attempts: sessionCount,
            agent: { kind: 'openai', model: 'gpt-5.5' },
          },
        ],
      }),
    )
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(server.link)
    const delays: number[] = []
    for (const session of sessions) {
      await page.locator(`[data-session="${session}"]`).click()
      await page
        .getByText(/\b\d{13}\b/)
        .first()
        .waitFor()
      delays.push(...(await paintDelays(page, wordsToSee)))
    }
    await Promise.all(sessions.map((session) => client.session.stop({ session })))
    return [
      figure(
        `${sessionCount} sessions at once: a word of a model, from its server to painted`,
        'ms',
        delays,
        {
          of: 'p95',
          atMost: 100,
        },
      ),
    ]
  } finally {
    owner.close()
    await browser.close()
    await endProcess(server.process)
    await model.close()
  }
}

/** Of the next words that come into the page, the milliseconds from when each was sent to the end of the frame that has it. */
async function paintDelays(page: Page, count: number): Promise<readonly number[]> {
  return page.evaluate(
    (wanted) =>
      new Promise<number[]>((resolve) => {
        const seen = new Set((document.body.innerText.match(/\b\d{13}\b/g) ?? []).map(Number))
        const found: number[] = []
        let due = false
        const look = (): void => {
          due = false
          const now = Date.now()
          // The newest are at the end of the text that changed.
          for (const word of (document.body.innerText.match(/\b\d{13}\b/g) ?? []).slice(-60)) {
            const sent = Number(word)
            if (seen.has(sent)) continue
            seen.add(sent)
            found.push(now - sent)
          }
          if (found.length < wanted) return
          observer.disconnect()
          resolve(found.slice(0, wanted))
        }
        const observer = new MutationObserver(() => {
          if (due) return
          due = true
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => {
              port1.close()
              look()
            }
            port2.postMessage(null)
          })
        })
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
      }),
    count,
  )
}
