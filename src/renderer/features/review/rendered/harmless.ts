import createDOMPurify from 'dompurify'
import { webAddress } from '#renderer/ui/web-address.ts'

const tags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote'],
  ...['pre', 'code', 'kbd', 'samp', 'var', 'em', 'strong', 'b', 'i', 'u', 's', 'del', 'ins', 'sub', 'sup'],
  ...['mark', 'small', 'abbr', 'q', 'cite', 'a', 'img', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
  ...['th', 'td', 'details', 'summary', 'div', 'span', 'center', 'figure', 'figcaption'],
]
const attributes = ['href', 'src', 'alt', 'title', 'align', 'colspan', 'rowspan', 'start', 'reversed', 'dir']

/** A picture that is in the text itself. */
const ownPicture = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/

const purify = createDOMPurify(window)
purify.addHook('beforeSanitizeAttributes', (node) => {
  // What is looked at here is in no document yet: nothing is fetched.
  if (node.nodeName !== 'IMG') return
  const address = node.getAttribute('src') ?? ''
  if (ownPicture.test(address)) return
  node.removeAttribute('src')
  const label = node.getAttribute('alt') ?? ''
  const where = address.slice(0, 200)
  node.setAttribute('alt', `Picture: ${label === '' ? where : `${label} (${where})`}`)
})

/**
 * Markup of a stranger as nodes in which nothing runs, nothing is fetched and nothing leads anywhere: scripts, styles,
 * controls and handlers are gone, a picture from elsewhere is words, and a link holds its address in `data-address` for
 * whoever asks the person first. An address that no browser should open is shown beside its words.
 */
export function harmless(html: string): DocumentFragment {
  const fragment = purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
  for (const picture of fragment.querySelectorAll('img:not([src])')) {
    const words = document.createElement('span')
    words.dataset['picture'] = ''
    words.textContent = picture.getAttribute('alt')
    picture.replaceWith(words)
  }
  for (const link of fragment.querySelectorAll('a')) {
    const address = link.getAttribute('href') ?? ''
    link.removeAttribute('href')
    link.removeAttribute('title')
    const web = webAddress(address)
    if (web !== null) {
      link.dataset['address'] = web
      link.title = web
      link.role = 'link'
      link.tabIndex = 0
    } else if (address !== '' && address !== link.textContent) link.append(` (${address})`)
  }
  return fragment
}
