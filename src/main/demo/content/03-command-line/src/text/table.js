/** Rows of texts as aligned columns, two spaces apart. The last column is not padded. */
export function table(rows) {
  const widths = []
  for (const row of rows) {
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, text.length)
    })
  }
  const lines = rows.map((row) =>
    row.map((text, column) => (column === row.length - 1 ? text : text.padEnd(widths[column] + 2))).join(''),
  )
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
