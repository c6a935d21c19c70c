import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * Whose an internet address is: anyone's; a machine's in the person's own network; this machine's; or one that nothing
 * but this machine, its cloud or its link answers at, which no agent is let to.
 */
export type AddressKind = 'public' | 'localNetwork' | 'thisMachine' | 'closed'

type Ranges = readonly (readonly [address: string, bits: number])[]

/** The registries of special addresses: RFC 6890 and its updates; the metadata servers are the clouds' own choice. */
const ranges: Readonly<Record<Exclude<AddressKind, 'public'>, { readonly v4: Ranges; readonly v6: Ranges }>> =
  {
    thisMachine: {
      v4: [
        ['0.0.0.0', 8],
        ['127.0.0.0', 8],
      ],
      v6: [
        ['::', 128],
        ['::1', 128],
      ],
    },
    closed: {
      v4: [
        ['169.254.0.0', 16],
        ['192.0.0.0', 24],
        ['224.0.0.0', 4],
        ['240.0.0.0', 4],
        ['168.63.129.16', 32],
        ['100.100.100.200', 32],
      ],
      v6: [
        ['fe80::', 10],
        ['ff00::', 8],
        ['2001::', 32],
        ['100::', 64],
        ['fd00:ec2::254', 128],
      ],
    },
    localNetwork: {
      v4: [
        ['10.0.0.0', 8],
        ['100.64.0.0', 10],
        ['172.16.0.0', 12],
        ['192.168.0.0', 16],
      ],
      v6: [
        ['fc00::', 7],
        ['fec0::', 10],
      ],
    },
  }

const kinds = ['thisMachine', 'closed', 'localNetwork'] as const
const lists = kinds.map((kind) => {
  const list = new BlockList()
  for (const [address, bits] of ranges[kind].v4) list.addSubnet(address, bits, 'ipv4')
  for (const [address, bits] of ranges[kind].v6) list.addSubnet(address, bits, 'ipv6')
  return { kind, list }
})

/** What an address is; `own` are those of this machine's interfaces. What is no address is `closed`. */
export function kindOfAddress(address: string, own: readonly string[]): AddressKind {
  const embedded = isIPv6(address) ? embeddedIPv4(address) : null
  if (embedded !== null) return kindOfAddress(embedded, own)
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : null
  if (family === null) return 'closed'
  const ofThis = new BlockList()
  for (const one of own) {
    const plain = one.split('%')[0] ?? ''
    if (isIPv4(plain)) ofThis.addAddress(plain, 'ipv4')
    else if (isIPv6(plain)) ofThis.addAddress(plain, 'ipv6')
  }
  if (ofThis.check(address, family)) return 'thisMachine'
  return lists.find(({ list }) => list.check(address, family))?.kind ?? 'public'
}

/** The eight groups of an IPv6 address, or null. */
function groupsOf(address: string): readonly number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const [, before = '', ...bytes] = dotted ?? []
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  const text =
    dotted === null ? address : `${before}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  const [head = '', tail] = text.split('::')
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [first, last] = [read(head), read(tail ?? '')]
  const filled = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => 0)
  const groups = [...first, ...filled, ...last]
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null
}

/** The IPv4 address that an IPv6 address leads to: mapped, compatible, translated (NAT64) or tunnelled (6to4). */
function embeddedIPv4(address: string): string | null {
  const groups = groupsOf(address)
  if (groups === null) return null
  const begins = (...prefix: readonly number[]): boolean => prefix.every((group, at) => groups[at] === group)
  const dotted = (at: number): string =>
    [groups[at] ?? 0, groups[at + 1] ?? 0].flatMap((group) => [group >> 8, group & 255]).join('.')
  if (begins(0, 0, 0, 0, 0, 0xffff) || begins(0, 0, 0, 0, 0xffff, 0) || begins(0x64, 0xff9b)) return dotted(6)
  if (begins(0x2002)) return dotted(1)
  // `::` and `::1` are no IPv4 addresses.
  if (begins(0, 0, 0, 0, 0, 0) && (groups[6] !== 0 || (groups[7] ?? 0) > 1)) return dotted(6)
  return null
}
