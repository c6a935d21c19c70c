import { ChannelInbox, type Channel, type Closing, type Message } from './channel.ts'
import {
  closeCode,
  proven,
  readAnswer,
  readChallenge,
  readHello,
  readWelcome,
  writeAnswer,
  writeChallenge,
  writeHello,
  writeWelcome,
  type Prove,
} from './handshake.ts'

/** What a greeting came to: the channel for requests, or why there is none. */
export type Greeting = { readonly channel: Channel } | { readonly closing: Closing }

/** What an end of a greeting is made of. */
export interface GreetingEnd {
  readonly secret: string
  readonly version: string
  /** A number that is used once, as text of 16 to 64 characters. */
  readonly nonce: string
  readonly prove: Prove
}

/** The messages of a greeting one by one; the rest is for whoever gets `rest`. */
class Opening {
  readonly #channel: Channel
  readonly #inbox = new ChannelInbox()
  readonly #early: Message[] = []
  #waiting: ((next: Message | null) => void) | null = null
  #closing: Closing | null = null
  #isOver = false

  constructor(channel: Channel) {
    this.#channel = channel
    channel.listen({
      message: (message) => {
        const waiting = this.#waiting
        this.#waiting = null
        if (this.#isOver) this.#inbox.message(message)
        else if (waiting) waiting(message)
        else this.#early.push(message)
      },
      close: (closing) => {
        this.#closing = closing
        this.#inbox.close(closing)
        this.#waiting?.(null)
      },
    })
  }

  /** The next message; null when the channel has ended, which `closing` says. */
  next(): Promise<Message | null> {
    const [message] = this.#early.splice(0, 1)
    if (message !== undefined || this.#closing) return Promise.resolve(message ?? null)
    return new Promise((resolve) => (this.#waiting = resolve))
  }

  /** Ends it: by what closed the channel, else by this. */
  refuse(closing: Closing): Greeting {
    if (this.#closing) return { closing: this.#closing }
    this.#channel.close(closing)
    return { closing }
  }

  /** All that comes from now on. */
  rest(): Channel {
    this.#isOver = true
    for (const message of this.#early.splice(0)) this.#inbox.message(message)
    return {
      send: (message) => this.#channel.send(message),
      listen: (listener) => this.#inbox.listen(listener),
      close: (closing) => this.#channel.close(closing),
    }
  }
}

const unauthorized: Closing = { code: closeCode.unauthorized, reason: 'unauthorized' }

/**
 * The client's side: says hello, has the other end prove that it is the owner, proves itself, and waits for the welcome. The
 * secret is never sent: whoever took the port of an owner that is gone learns nothing, and answers nothing.
 */
export async function greet(
  channel: Channel,
  { secret, version, nonce, prove }: GreetingEnd,
): Promise<Greeting> {
  const opening = new Opening(channel)
  void channel.send(writeHello({ nonce, version }))
  const notWinnow: Closing = { code: closeCode.badHello, reason: 'not a Winnow' }
  const first = await opening.next()
  const challenge = first === null ? null : readChallenge(first)
  if (!challenge) return opening.refuse(notWinnow)
  const expected = await prove(secret, proven.owner(nonce, challenge.nonce))
  if (!isSame(challenge.proof, expected)) return opening.refuse(unauthorized)
  void channel.send(writeAnswer(await prove(secret, proven.client(nonce, challenge.nonce))))
  const second = await opening.next()
  if (second === null || readWelcome(second) === null) return opening.refuse(notWinnow)
  return { channel: opening.rest() }
}

/**
 * The owner's side: waits for a hello, proves that it has the secret, and lets in who proves the same. `allow` says first
 * what speaks against this client. Anything else closes the channel. The caller bounds the time by closing the channel.
 */
export async function admit(
  channel: Channel,
  { secret, version, nonce, prove }: GreetingEnd,
  allow: () => Closing | null,
): Promise<Greeting> {
  const opening = new Opening(channel)
  const first = await opening.next()
  const hello = first === null ? null : readHello(first)
  if (hello === 'older') return opening.refuse({ code: closeCode.version, reason: version })
  if (!hello) return opening.refuse({ code: closeCode.badHello, reason: 'no hello' })
  const objection = allow()
  if (objection) return opening.refuse(objection)
  void channel.send(writeChallenge({ nonce, proof: await prove(secret, proven.owner(hello.nonce, nonce)) }))
  const second = await opening.next()
  const proof = second === null ? null : readAnswer(second)
  const expected = await prove(secret, proven.client(hello.nonce, nonce))
  if (proof === null || !isSame(proof, expected)) return opening.refuse(unauthorized)
  if (hello.version !== version) return opening.refuse({ code: closeCode.version, reason: version })
  void channel.send(writeWelcome(version))
  return { channel: opening.rest() }
}

/** Compares in a time that says nothing about where they differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < other.length; at += 1) difference |= (one.charCodeAt(at) || 0) ^ other.charCodeAt(at)
  return difference === 0
}
