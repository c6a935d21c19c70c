/** The mark that the benchmark of starting reads. */
const usableMark = 'winnow:usable'

/** Notes that what is rendered by now has been painted: the task after the next frame. Then comes what can wait. */
export function markUsable(then: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      performance.mark(usableMark)
      port1.close()
      then()
    }
    port2.postMessage(null)
  })
}
