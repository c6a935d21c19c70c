/** A moment on the harbour's own clock, to the minute: "06:42". */
export function clockTime(moment, zone) {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(moment)
}

/** A day in words: "Sunday 10 March 2024". */
export function dayName(day) {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
    .format(day)
    .replace(',', '')
}
