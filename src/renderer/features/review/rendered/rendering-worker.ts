import { renderDocument, type DocumentSides } from './rendering.ts'

// What a document's author wrote may take a parser for ever: here it stands in nobody's way, and can be ended.
self.addEventListener('message', ({ data }: MessageEvent<DocumentSides>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  self.postMessage(renderDocument(data))
})
