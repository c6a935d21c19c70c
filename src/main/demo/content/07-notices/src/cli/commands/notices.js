import { noticesFor } from '../../notices/notices.js'
import { dayName } from '../../text/clock.js'
import { dayOf } from '../arguments.js'
import { harbourOf } from '../harbour.js'

export const notices = {
  usage: 'HARBOUR [--date 2024-07-31]',
  summary: 'Notices to mariners that hold on a day.',
  async run({ words, flags, now }) {
    const harbour = await harbourOf(words)
    const day = dayOf(flags, now)
    const found = await noticesFor(harbour.id, day)
    const title = `${harbour.name}, ${dayName(day)}\n\n`
    return title + (found.length > 0 ? found.map((notice) => `- ${notice}\n`).join('') : 'No notices.\n')
  },
}
