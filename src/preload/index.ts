import { contextBridge, ipcRenderer, webUtils } from 'electron'

/**
 * All that the page of a window gets from Electron: a port to the workbench when it asks for one, and the paths of
 * files dropped on it. Runs sandboxed and isolated.
 */
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'winnow:request-port') return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('winnow:port', null, [port2])
  window.postMessage('winnow:port', location.origin, [port1])
})

contextBridge.exposeInMainWorld('winnow', { pathForFile: (file: File) => webUtils.getPathForFile(file) })
