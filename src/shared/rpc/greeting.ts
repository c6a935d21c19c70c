import { ChannelInbox, type Channel, type Closing } from './channel.ts'
import { closeCode, readHello, readWelcome, writeHello, writeWelcome, type Hello } from './handshake.ts'

/** What a greeting came to: the channel for requests, or why there is none. */
export type Greeting = { readonly channel: Channel } | { readonly closing: Closing }

/** A channel whose first message goes to `first`; the rest is for whoever gets `rest`. */
function splitFirst(
  channel: Channel,
  first: (message: string | Uint8Array) => void,
  none: (closing: Closing) => void,
) {
  const inbox = new ChannelInbox()
  let greeted = false
  channel.listen({
    message(message) {
      if (greeted) {
        inbox.message(message)
        return
      }
      greeted = true
      first(message)
    },
    close(closing) {
      inbox.close(closing)
      none(closing)
    },
  })
  const rest: Channel = {
    send: (message) => channel.send(message),
    listen: (listener) => inbox.listen(listener),
    close: (closing) => channel.close(closing),
  }
  return rest
}

/** The client's side: says hello and waits for the welcome. Only a channel that ends can refuse it. */
export function greet(channel: Channel, hello: Hello): Promise<Greeting> {
  return new Promise((resolve) => {
    const rest = splitFirst(
      channel,
      (message) => {
        if (readWelcome(message) !== null) {
          resolve({ channel: rest })
          return
        }
        const closing = { code: closeCode.badHello, reason: 'not a Winnow' }
        channel.close(closing)
        resolve({ closing })
      },
      (closing) => resolve({ closing }),
    )
    void channel.send(writeHello(hello))
  })
}

/**
 * The server's side: waits for a hello that `check` finds no fault with, and answers it. Anything else closes
 * the channel. The caller bounds the time by closing the channel.
 */
export function admit(
  channel: Channel,
  version: string,
  check: (hello: Hello) => Closing | null,
): Promise<Greeting> {
  return new Promise((resolve) => {
    const rest = splitFirst(
      channel,
      (message) => {
        const hello = readHello(message)
        const closing = hello ? check(hello) : { code: closeCode.badHello, reason: 'no hello' }
        if (closing) {
          channel.close(closing)
          resolve({ closing })
          return
        }
        void channel.send(writeWelcome(version))
        resolve({ channel: rest })
      },
      (closing) => resolve({ closing }),
    )
  })
}
