/**
 * Gives `work` the way to what tokens are in the theme that holds now, as `#rrggbbaa`: editors and terminals know neither
 * OKLCH nor `light-dark()`. A token that is no colour is grey.
 */
export function withTokenColours<T>(work: (colour: (token: string) => string) => T): T {
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  // A token by itself is the pair of both themes; an element's colour is one of them.
  const probe = document.body.appendChild(document.createElement('span'))
  const colour = (token: string): string => {
    if (context === null) return '#808080ff'
    probe.style.color = `var(${token}, #808080)`
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = getComputedStyle(probe).color
    context.fillRect(0, 0, 1, 1)
    const pixel = context.getImageData(0, 0, 1, 1).data
    return `#${[...pixel].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
  try {
    return work(colour)
  } finally {
    probe.remove()
  }
}
