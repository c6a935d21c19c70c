import { openBuiltPage, type BuiltPage } from './built-page.ts'
import type { DiffPage } from './diff-page.ts'

declare global {
  interface Window {
    readonly diffPage: DiffPage
  }
}

/** Opens the page with nothing but the diff editor (`diff-page.ts`) in a browser. */
export function openDiffPage(): Promise<BuiltPage> {
  return openBuiltPage('diff-page.ts', 'diffPage')
}
