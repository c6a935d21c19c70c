import { expect, type Page } from '@playwright/test'

/** Listens for what the page complains of; the result fails the test if there was anything. */
export function expectNoErrors(page: Page): () => void {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return () => expect(complaints).toEqual([])
}
