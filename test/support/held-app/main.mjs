import { app } from 'electron'

// The built app, which is not ready before Playwright is: that calls this when it is connected to the process.
const name = '__playwright_run'
const its = globalThis[name]
const ready = app.whenReady()
const held = new Promise((resolve) => {
  globalThis[name] = () => {
    its?.()
    resolve(ready)
  }
})
app.whenReady = () => held

await import('../../../out/main/index.js')
