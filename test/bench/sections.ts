const intro = [
  '# Benchmarks',
  'Written by `npm run bench`; do not edit it by hand. Each group says itself when and where it was measured: `npm run bench -- --write GROUP…` measures one anew. A ratio (÷) is of two things measured in turn in the same run.',
  'Growth in a minute: after the first quarter of the time, the lower quartile of the later half less that of the earlier half. It is judged where the load had its five minutes (`--long`): in less, what comes once looks like growth.',
].join('\n\n')

/**
 * A document of benchmarks with these sections in place of its own, by the names of groups; the others stay as they are.
 * Sections are in `order`, and one of a group that is not in it, as there was earlier, goes.
 */
export function withSections(
  document: string,
  order: readonly string[],
  sections: ReadonlyMap<string, string>,
): string {
  const known = new Map([...sectionsOf(document), ...sections])
  const texts = order.flatMap((group) => {
    const text = known.get(group)
    return text === undefined ? [] : [`## ${group}\n\n${text.trim()}`]
  })
  return `${[intro, ...texts].join('\n\n')}\n`
}

/** The sections of a document, by their headings. */
function sectionsOf(document: string): ReadonlyMap<string, string> {
  const [, ...parts] = document.split(/^## /m)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end), part.slice(end + 1).trim()]
    }),
  )
}
