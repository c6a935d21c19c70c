export type DocumentKind = 'markdown' | 'notebook'

/** What kind of document a file is by its name; null when it is none that is drawn. */
export function documentKind(path: string): DocumentKind | null {
  if (/\.(?:md|markdown|mdown|mkdn?)$/i.test(path)) return 'markdown'
  return /\.ipynb$/i.test(path) ? 'notebook' : null
}
