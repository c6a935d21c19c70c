/** Letters only, without accents, so that "penmor" finds "Penmôr". */
function plain(text) {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
}

/** The harbours whose name or id begins with what was asked for; an exact match stands alone. */
export function findHarbours(harbours, asked) {
  const wanted = plain(asked)
  const exact = harbours.filter((harbour) => plain(harbour.name) === wanted)
  if (exact.length > 0) return exact
  return harbours.filter(
    (harbour) => plain(harbour.name).startsWith(wanted) || plain(harbour.id).startsWith(wanted),
  )
}
